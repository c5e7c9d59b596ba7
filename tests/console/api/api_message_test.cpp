#include "console/api/api_message.hpp"

#include <gtest/gtest.h>

#include "messages/escape.hpp"

namespace aviary {
namespace {

api_request of_target(std::string_view target) {
  api_request out{"GET", ""};
  read_target(target, out);
  return out;
}

TEST(ApiMessage, ATargetIsAPathAndDecodedParameters) {
  const auto plain = of_target("/api/v1/birds/a%2Fb?since=7&text=a+b%26c&flag&=x&since=8");
  EXPECT_EQ(plain.path, "/api/v1/birds/a%2Fb");
  EXPECT_EQ(plain.query.at("since"), "8");
  EXPECT_EQ(plain.query.at("text"), "a b&c");
  EXPECT_EQ(plain.query.at("flag"), "");
  for (const auto* odd : {"", "?", "/?", "?&&=", "/a?%", "/a?%zz=%f"}) of_target(odd);
}

TEST(ApiMessage, ANumberIsDigitsAndNothingElse) {
  EXPECT_EQ(number_in(of_target("/?n=7"), "n"), 7u);
  EXPECT_EQ(number_in(of_target("/"), "n"), 0u);
  for (const auto* odd : {"/?n=", "/?n=-1", "/?n=7x", "/?n=99999999999999999999"})
    EXPECT_FALSE(number_in(of_target(odd), "n")) << odd;
}

TEST(ApiMessage, ATextOfTheBodyIsAMemberThatIsText) {
  const auto in = [](std::string body) {
    return text_in_body({"POST", "/", {}, std::move(body)}, "by");
  };
  EXPECT_EQ(in(R"({"by":"ada"})"), "ada");
  for (const auto* odd : {"", "[]", "{}", R"({"by":5})", "\xff", R"({"by":"\xff"})"})
    EXPECT_EQ(in(odd), "") << odd;
}

TEST(ApiMessage, WhatARefusalQuotesIsJson) {
  const auto refused = error_response(400, {"no such user: \xff\n", "ask \x1b[31m again"});
  EXPECT_TRUE(is_utf8(as_bytes(refused.body)));
  const auto parsed = parse_json(refused.body);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(find_text(parsed->get_object(), "error"), "no such user: \\xff\\x0a");
}

}  // namespace
}  // namespace aviary
