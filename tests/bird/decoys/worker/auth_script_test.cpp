#include "bird/decoys/worker/auth_script.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>

namespace aviary {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t secret = 0x5eed;
constexpr auth_attempt none{auth_method::none, "root", 0};
constexpr auth_attempt key{auth_method::public_key, "root", 0};
constexpr auth_attempt password{auth_method::password, "root", 7};

TEST(AuthScript, the_sixth_failure_disconnects_and_asking_for_the_methods_is_none) {
  auth_script script(secret);
  EXPECT_EQ(script.answer(none, 0).disconnect, "");
  for (int i = 1; i < auth_failures_max; ++i) EXPECT_EQ(script.answer(key, 0).disconnect, "") << i;
  EXPECT_EQ(script.answer(password, 0).disconnect, "Too many authentication failures");
}

TEST(AuthScript, asking_for_the_methods_again_is_a_failure) {
  auth_script script(secret);
  for (int i = 0; i < auth_failures_max; ++i) EXPECT_EQ(script.answer(none, 0).disconnect, "") << i;
  EXPECT_EQ(script.answer(none, 0).disconnect, "Too many authentication failures");
}

TEST(AuthScript, another_user_on_one_connection_disconnects) {
  auth_script script(secret);
  script.answer(none, 0);
  EXPECT_EQ(script.answer({auth_method::password, "admin", 3}, 0).disconnect,
            "Change of username or service not allowed: "
            "(root,ssh-connection) -> (admin,ssh-connection)");
}

TEST(AuthScript, a_password_costs_what_pam_takes_and_a_key_does_not) {
  EXPECT_TRUE(rc::check([](std::uint64_t random, const std::string& user) {
    auth_script script(secret);
    const auto first = script.answer({auth_method::none, user, 0}, random).delay;
    RC_ASSERT(first >= 10ms && first < 64ms);
    const auto asked = script.answer({auth_method::password, user, 7}, random).delay;
    RC_ASSERT(asked >= 1400ms && asked < 2 * 2800ms);
    const auto offered = script.answer({auth_method::public_key, user, 0}, random).delay;
    RC_ASSERT(offered >= 5ms && offered < 10ms);
  }));
}

TEST(AuthScript, pam_is_not_asked_about_an_empty_or_an_endless_password) {
  auth_script script(secret);
  script.answer(none, 0);
  EXPECT_LT(script.answer({auth_method::password, "root", 0}, 0).delay, 10ms);
  EXPECT_LT(script.answer({auth_method::password, "root", 1025}, 0).delay, 10ms);
  EXPECT_GT(script.answer({auth_method::password, "root", 1024}, 0).delay, 1s);
}

// As measured: whatever PAM takes, one user sees one of two delays, and they are one doubling
// apart.
TEST(AuthScript, delays_tell_the_user_and_not_the_work) {
  std::set<std::chrono::nanoseconds> seen;
  for (std::uint64_t random = 0; random < 1'000; ++random) {
    auth_script script(secret);
    script.answer(none, 0);
    seen.insert(script.answer(password, random * 0x9e3779b97f4a7c15).delay);
  }
  ASSERT_LE(seen.size(), 2u);
  EXPECT_TRUE(seen.size() == 1 || *seen.begin() * 2 == *seen.rbegin());
  const auto delay_with = [](std::uint64_t a_secret, std::string_view user) {
    auth_script script(a_secret);
    script.answer({auth_method::none, user, 0}, 0);
    return script.answer({auth_method::public_key, user, 0}, 0).delay;
  };
  EXPECT_EQ(delay_with(secret, "root"), delay_with(secret, "root"));
  EXPECT_NE(delay_with(secret, "root"), delay_with(secret, "admin"));
  EXPECT_NE(delay_with(secret, "root"), delay_with(secret + 1, "root"));
}

}  // namespace
}  // namespace aviary
