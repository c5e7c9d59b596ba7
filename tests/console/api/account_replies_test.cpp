#include "console/api/account_replies.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

TEST(AccountReplies, ARoleIsNamedOrLeftOutAndNeverMisread) {
  const auto in = [](std::string body, std::optional<role> otherwise = role::read_only) {
    return role_in_body({"POST", "/", {}, std::move(body)}, otherwise);
  };
  EXPECT_EQ(in(R"({"role":"analyst"})"), role::analyst);
  EXPECT_EQ(in("{}"), role::read_only);
  EXPECT_FALSE(in("{}", {})) << "where one has to be named";
  for (const auto* odd : {"", "x", "[]", R"({"role":5})", R"({"role":""})", R"({"role":"Admin"})",
                          R"({"role":null})"})
    EXPECT_FALSE(in(odd)) << odd;
}

TEST(AccountReplies, SayWhenToComeAgain) {
  const auto late = refusal_response({429, {"no", "wait"}, std::chrono::seconds{7}});
  EXPECT_EQ(late.status, 429);
  EXPECT_EQ(late.headers.at("Retry-After"), "7");
  EXPECT_FALSE(refusal_response({409, {"no", "because"}, {}}).headers.contains("Retry-After"));
}

TEST(AccountReplies, AnIdIsSixteenDigits) {
  EXPECT_TRUE(credential_id_in({"sessions", "0badcafe0badcafe"}));
  for (const auto* odd : {"", "0badcafe", "0badcafe0badcafe00", "zbadcafe0badcafe"})
    EXPECT_FALSE(credential_id_in({"sessions", odd})) << odd;
}

}  // namespace
}  // namespace aviary
