#include "messages/report_id.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/messages/sealed_samples.hpp"
#include "tests/messages/sealed_vectors.hpp"

namespace aviary {
namespace {

report_id any_report_id() {
  return {{{*rc::gen::arbitrary<std::uint32_t>()}, *rc::gen::arbitrary<std::uint32_t>()},
          {*rc::gen::arbitrary<std::uint32_t>()},
          samples::any_fixed<report_hash>()};
}

TEST(ReportId, AnswersTheVectors) {
  const auto body = from_hex(samples::answer("report_body")).value();
  EXPECT_EQ(to_hex(hash_report(body).value), samples::answer("report_hash"));
  EXPECT_EQ(to_text(make_report_id({{7}, 0x5eed1234}, {42}, body)),
            "00000007-5eed1234-0000002a-" + samples::answer("report_hash"));
}

TEST(ReportId, TravelsAsTwentyOctetsAndAsText) {
  EXPECT_TRUE(rc::check("both forms read back", [] {
    const auto id = any_report_id();
    bytes octets;
    byte_writer out(octets);
    write(out, id);
    RC_ASSERT(octets.size() == report_id_octets);
    byte_reader in(octets);
    RC_ASSERT(read_report_id(in) == id);
    RC_ASSERT(in.complete());
    RC_ASSERT(report_id_from_text(to_text(id)) == id);
  }));
}

TEST(ReportId, OrderIsThatOfTheBird) {
  const report_id first{{{1}, 9}, {5}, {}};
  const report_id second{{{1}, 9}, {6}, {}};
  const report_id later_boot{{{2}, 0}, {0}, {}};
  EXPECT_LT(first, second);
  EXPECT_LT(second, later_boot);
}

TEST(ReportId, OneTextForm) {
  const auto text = to_text({{{1}, 2}, {3}, samples::counting<report_hash>(0xA0)});
  EXPECT_TRUE(report_id_from_text(text));
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_FALSE(report_id_from_text(std::string_view(text).substr(0, size))) << size;
  for (std::size_t i = 0; i < text.size(); ++i)
    for (char c : {'G', 'A', ' ', text[i] == '-' ? '0' : '-'}) {
      auto other = text;
      other[i] = c;
      EXPECT_FALSE(report_id_from_text(other)) << other;
    }
  EXPECT_FALSE(report_id_from_text(text + "0"));
}

}  // namespace
}  // namespace aviary
