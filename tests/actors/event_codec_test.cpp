#include "actors/event_codec.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

struct inner {
  std::string text;
  static void fields(auto& self, auto&& field) { field("text", self.text); }
};

struct everything {
  static constexpr std::string_view name = "everything";
  bool flag = false;
  std::uint64_t large = 0;
  counter at{};
  bird_id bird{};
  bytes raw;
  wall_time when{};
  report_id report{};
  std::optional<std::uint32_t> maybe;
  std::vector<inner> list;
  static void fields(auto& self, auto&& field) {
    field("flag", self.flag);
    field("large", self.large);
    field("at", self.at);
    field("bird", self.bird);
    field("raw", self.raw);
    field("when", self.when);
    field("report", self.report);
    field("maybe", self.maybe);
    field("list", self.list);
  }
};

struct other {
  static constexpr std::string_view name = "other";
  static void fields(auto&, auto&&) {}
};

using event = std::variant<other, everything>;

everything filled() {
  everything out;
  out.flag = true;
  out.large = ~std::uint64_t{0};
  out.at = counter{1};
  out.bird = bird_id{{1, 2}};
  out.raw = {0, 255};
  out.when = wall_time(std::chrono::milliseconds(-5));
  out.report = make_report_id({{1}, 2}, {3}, {});
  out.maybe = 7;
  out.list = {{"a\"\n"}, {""}};
  return out;
}

TEST(EventCodec, GivesBackWhatItWrote) {
  const auto payload = encode_event(event(filled()));
  const auto back = decode_event<event>("everything", payload);
  ASSERT_TRUE(back);
  EXPECT_EQ(encode_event(*back), payload);
  EXPECT_EQ(std::get<everything>(*back).large, ~std::uint64_t{0});
  EXPECT_EQ(std::get<everything>(*back).list.at(0).text, "a\"\n");
  EXPECT_EQ(std::get<everything>(*back).when, filled().when);
}

TEST(EventCodec, KeepsDefaultsForWhatAnOldRecordLacks) {
  const auto old = decode_event<event>("everything", as_bytes(R"({"flag":true})"));
  ASSERT_TRUE(old);
  EXPECT_TRUE(std::get<everything>(*old).flag);
  EXPECT_FALSE(std::get<everything>(*old).maybe);
}

TEST(EventCodec, PassesOverWhatANewerVersionAdded) {
  EXPECT_TRUE(decode_event<event>("other", as_bytes(R"({"new":[1]})")));
}

TEST(EventCodec, NamesWhatIsWrong) {
  const auto error = [](std::string_view name, std::string_view payload) {
    return decode_event<event>(name, as_bytes(payload)).error();
  };
  EXPECT_EQ(error("unheard_of", "{}"), event_error::unknown_name);
  EXPECT_EQ(error("everything", "{"), event_error::not_json);
  EXPECT_EQ(error("everything", "[]"), event_error::wrong_field);
  for (const auto* field :
       {R"({"flag":1})", R"({"large":-1})", R"({"large":"1"})", R"({"bird":"01"})", R"({"bird":7})",
        R"({"raw":"0"})", R"({"when":"now"})", R"({"report":"x"})", R"({"maybe":4294967296})",
        R"({"list":{}})", R"({"list":[{"text":1}]})"})
    EXPECT_EQ(error("everything", field), event_error::wrong_field) << field;
}

TEST(EventCodec, PrintsATranscript) {
  EXPECT_EQ(to_transcript(event(other{})), "other {}");
}

}  // namespace
}  // namespace aviary
