#include "sim/nodes/key_thief.hpp"

#include <gtest/gtest.h>

#include "messages/dns_query.hpp"
#include "messages/fragmentation.hpp"
#include "messages/qname.hpp"
#include "messages/sealed_message.hpp"

namespace aviary {
namespace {

const zone_name zone = *zone_name::parse("c.example.net");
constexpr bird_tag bird{7};

root_key root() {
  return root_key::filled_by([](std::uint8_t* out) { std::fill_n(out, root_key::size, 9); });
}

class KeyThief : public testing::Test {
 protected:
  /// What the name server reads in it, when it is authentic.
  std::optional<bird_request> read(const thief_query& one) {
    const auto query = parse_query(one.datagram);
    if (!query) return {};
    const auto unpacked = unpack_name(query->name, zone);
    if (!unpacked) return {};
    name_ = *unpacked;
    const auto request = decode_request(name_, zone);
    if (!request || !verify_request(*request, name_, zone, up_.fragment)) return {};
    return request->value;
  }

  key_thief thief_{zone, bird, root()};
  up_keys up_ = derive_up_keys(root());
  unpacked_name name_{};
};

TEST_F(KeyThief, SaysAnythingAsTheBirdWould) {
  const bytes plain{1, 2, 3};
  const auto said = thief_.message({5}, plain);
  ASSERT_EQ(said.size(), 1u);
  const auto request = read(said[0]);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->bird, bird);
  const auto* whole = std::get_if<one_shot_request>(&request->body);
  ASSERT_NE(whole, nullptr);
  bytes opened;
  ASSERT_TRUE(open_up(up_, {5}, whole->sealed, opened));
  EXPECT_EQ(opened, plain);
}

TEST_F(KeyThief, CutsWhatIsTooLongForOneQuery) {
  const bytes plain(1'000, 3);
  const auto said = thief_.message({6}, plain);
  ASSERT_GT(said.size(), 1u);
  bytes sealed;
  for (const auto& one : said) {
    const auto request = read(one);
    ASSERT_TRUE(request);
    const auto* piece = std::get_if<fragment_request>(&request->body);
    ASSERT_NE(piece, nullptr);
    EXPECT_EQ(piece->last.value + 1u, said.size());
    sealed.insert(sealed.end(), piece->payload.begin(), piece->payload.end());
  }
  bytes opened;
  ASSERT_TRUE(open_up(up_, {6}, sealed, opened));
  EXPECT_EQ(opened, plain);
}

TEST_F(KeyThief, MakesFragmentsOfNothingThatAreAuthenticAllTheSame) {
  const auto request = read(thief_.fragment({1}, 4'000, 4'095, {}));
  ASSERT_TRUE(request);
  EXPECT_EQ(std::get<fragment_request>(request->body).payload.size(), 1u);
}

TEST_F(KeyThief, ReadsNoReplyInWhatIsNone) {
  const auto said = thief_.message({5}, bytes{1});
  EXPECT_FALSE(thief_.reply_in({}, said[0]));
  EXPECT_FALSE(thief_.reply_in(said[0].datagram, said[0]));
}

}  // namespace
}  // namespace aviary
