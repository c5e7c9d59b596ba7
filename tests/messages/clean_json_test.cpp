#include "messages/clean_json.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "messages/escape.hpp"

namespace aviary {
namespace {

struct cleaned {
  std::string text;
  std::vector<std::string> escaped;
};

cleaned clean_of(const json_value& value, std::size_t depth = json_depth_max) {
  cleaned made;
  made.text = serialize_json(clean_json(value, "", depth, made.escaped));
  return made;
}

TEST(CleanJson, LeavesWhatIsCleanAsItIs) {
  const auto value = parse_json(R"({"a":["x\\y",1,-1.5,true,null,{"b~/":""}],"c":{}})");
  const auto made = clean_of(*value);
  EXPECT_EQ(made.text, serialize_json(*value));
  EXPECT_TRUE(made.escaped.empty());
}

TEST(CleanJson, EscapesAndSaysWhere) {
  const auto made = clean_of(*parse_json(R"({"a":["x","y\n\\"],"b~/":"\u0000"})"));
  EXPECT_EQ(made.text, R"({"a":["x","y\\x0a\\\\"],"b~/":"\\x00"})");
  EXPECT_EQ(made.escaped, (std::vector<std::string>{"/a/1", "/b~0~1"}));
}

TEST(CleanJson, AnOddNameIsEscapedWithItsText) {
  const auto made = clean_of(*parse_json(R"({"k\n":"C:\\","m\n":7})"));
  EXPECT_EQ(made.text, R"({"k\\x0a":"C:\\\\","m\\x0a":7})");
  EXPECT_EQ(made.escaped, (std::vector<std::string>{"/k\\x0a", "/m\\x0a"}));
}

TEST(CleanJson, NamesThatBecomeOneAreKeptApart) {
  const auto made = clean_of(*parse_json(R"({"a\\x0a":1,"a\n":2})"));
  EXPECT_EQ(made.text, R"({"a\\x0a":1,"a\\x0a_":2})");
}

TEST(CleanJson, WhatIsTooDeepBecomesText) {
  const auto value = parse_json(R"({"a":[["x\n"],7]})");
  EXPECT_EQ(clean_of(*value, 3).text, R"({"a":[["x\\x0a"],7]})");
  EXPECT_EQ(clean_of(*value, 2).text, R"({"a":["[\"x\\\\x0a\"]",7]})");
  EXPECT_EQ(clean_of(*value, 1).text, R"({"a":"[[\"x\\\\x0a\"],7]"})");
}

TEST(CleanJson, NumbersThatAreNotFiniteBecomeText) {
  EXPECT_EQ(clean_of(json_value(std::numeric_limits<double>::infinity())).text, "\"inf\"");
}

TEST(CleanJson, TwiceIsOnce) {
  const auto value = parse_json(R"({"a\n":["\u0007",{"b":[[["\\"]]]}]})");
  std::vector<std::string> first;
  std::vector<std::string> second;
  const auto once = clean_json(*value, "", 3, first);
  EXPECT_EQ(clean_json(once, "", 3, second), once);
  EXPECT_TRUE(second.empty());
}

}  // namespace
}  // namespace aviary
