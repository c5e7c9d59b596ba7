#include "messages/json.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/messages/sealed_samples.hpp"

namespace aviary {
namespace {

json_error error_of(std::string_view text, json_limits limits = {}) {
  const auto parsed = parse_json(text, limits);
  EXPECT_FALSE(parsed) << text;
  return parsed ? json_error{-1} : parsed.error();
}

TEST(Json, ReadsOneValueAndWritesItBack) {
  for (std::string_view text :
       {R"({"b":1,"a":[true,null,"x\"\\y",-2.5E0]})", "[]", "\"\"", "18446744073709551615"})
    EXPECT_EQ(serialize_json(samples::must(parse_json(text))), text);
}

TEST(Json, RefusesWhatIsNoJson) {
  for (auto text : {"", " ", "{", "[1,]", "{\"a\":1}x", "nul", "'a'", "// a\n1", "\x01", "\"\n\"",
                    "[1] [2]", "NaN", "Infinity", "01"})
    EXPECT_EQ(error_of(text), json_error::malformed) << text;
}

TEST(Json, RefusesWhatIsNotUtf8) {
  EXPECT_EQ(error_of("\"\xff\""), json_error::not_utf8);
  EXPECT_EQ(error_of("\"\xed\xa0\x80\""), json_error::not_utf8);
  for (auto text : {R"("\ud800")", R"("\udc80")", R"("\ud800A")", R"("\ud800\u0041")"})
    EXPECT_EQ(error_of(text), json_error::malformed) << text;
}

TEST(Json, RefusesNumbersThatAreNotFinite) {
  for (auto text : {"1e400", "[-1e999]", R"({"a":[{"b":1e400}]})"})
    EXPECT_EQ(error_of(text), json_error::not_finite) << text;
}

TEST(Json, HoldsToItsLimits) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(parse_json(nested(json_depth_max)));
  EXPECT_EQ(error_of(nested(json_depth_max + 1)), json_error::too_deep);
  EXPECT_EQ(error_of(nested(100'000)), json_error::too_large);
  EXPECT_TRUE(parse_json("12345", {5, 1}));
  EXPECT_EQ(error_of("123456", {5, 1}), json_error::too_large);
}

TEST(Json, FindsOnlyWhatHasTheRightType) {
  const auto value = parse_json(
      R"({"t":"x","n":3,"m":-3,"h":18446744073709551615,"d":3.5,"b":true,"o":{},"a":[]})");
  const auto& object = value->get_object();
  EXPECT_EQ(find_text(object, "t"), "x");
  EXPECT_EQ(find_text(object, "n"), std::nullopt);
  EXPECT_EQ(find_text(object, "missing"), std::nullopt);
  EXPECT_EQ(find_uint(object, "n"), 3u);
  EXPECT_EQ(find_uint(object, "h"), UINT64_MAX);
  EXPECT_EQ(find_uint(object, "m"), std::nullopt);
  EXPECT_EQ(find_uint(object, "d"), std::nullopt);
  EXPECT_EQ(find_int(object, "m"), -3);
  EXPECT_EQ(find_int(object, "n"), 3);
  EXPECT_EQ(find_int(object, "h"), std::nullopt);
  EXPECT_EQ(find_bool(object, "b"), true);
  EXPECT_EQ(find_bool(object, "n"), std::nullopt);
  EXPECT_TRUE(find_object(object, "o") && !find_object(object, "a"));
  EXPECT_TRUE(find_array(object, "a") && !find_array(object, "o"));
}

TEST(Json, ErrorsHaveNames) {
  EXPECT_EQ(describe(json_error::too_deep), "JSON nested too deep");
}

}  // namespace
}  // namespace aviary
