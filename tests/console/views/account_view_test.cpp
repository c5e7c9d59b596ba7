#include "console/views/account_view.hpp"

#include <gtest/gtest.h>

#include "messages/hex.hpp"
#include "tests/console/accounts/known_accounts.hpp"

namespace aviary {
namespace {

using namespace std::chrono_literals;

constexpr credential_hash some_hash{5};
/// Another with the same id.
constexpr credential_hash alike{5, 0, 0, 0, 0, 0, 0, 0, 0, 1};

TEST(AccountView, ASessionIsItsUsersUntilItIsOver) {
  known_accounts known;
  known.open_session("bob", some_hash);
  const auto who = known.view->find_session(some_hash, noon + 1h);
  ASSERT_TRUE(who);
  EXPECT_EQ(who->name, "bob");
  EXPECT_EQ(who->may, role::analyst);
  EXPECT_TRUE(who->is_person());
  EXPECT_FALSE(known.view->find_session(alike, noon + 1h));
  EXPECT_FALSE(known.view->find_session({9}, noon + 1h));
  EXPECT_FALSE(known.view->find_token(some_hash, noon + 1h));
  EXPECT_FALSE(known.view->find_session(some_hash, noon + 7 * 24h));
}

TEST(AccountView, ASessionThatIsNotUsedFor12HoursIsOver) {
  known_accounts known;
  known.open_session("bob", some_hash);
  for (auto at = noon; at < noon + 48h; at += 11h)
    EXPECT_TRUE(known.view->find_session(some_hash, at));
  EXPECT_FALSE(known.view->find_session(some_hash, noon + 44h + 12h));
}

TEST(AccountView, AfterARestartASessionCountsAsUsed) {
  known_accounts known(noon + 48h);
  known.open_session("bob", some_hash);
  EXPECT_FALSE(known.view->find_session(some_hash, noon + 60h)) << "12 hours after the start";
  EXPECT_TRUE(known.view->find_session(some_hash, noon + 59h));
}

TEST(AccountView, WhatEndsASessionEndsItAtOnce) {
  known_accounts known;
  known.open_session("bob", some_hash);
  known.add(accounts::events::session_closed{{id_of(some_hash), "ada"}});
  EXPECT_FALSE(known.view->find_session(some_hash, noon));
  known.open_session("bob", some_hash);
  known.add(accounts::events::role_set{{{"bob", "ada"}, role::admin}});
  EXPECT_FALSE(known.view->find_session(some_hash, noon));
}

TEST(AccountView, ATokenIsKnownUntilItExpiresOrIsRevoked) {
  known_accounts known;
  known.add(
      accounts::events::token_made{"siem", role::analyst, some_hash, noon, noon + 24h, "ada"});
  const auto who = known.view->find_token(some_hash, noon + 23h);
  ASSERT_TRUE(who);
  EXPECT_EQ(who->name, "token siem");
  EXPECT_FALSE(who->is_person());
  EXPECT_FALSE(known.view->find_token(alike, noon));
  EXPECT_FALSE(known.view->find_session(some_hash, noon));
  EXPECT_FALSE(known.view->find_token(some_hash, noon + 24h));
  const auto listed = known.view->tokens(noon + 23h);
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(serialize_json(listed[0].get_object()),
            R"({"id":"0500000000000000","name":"siem","role":"analyst",)"
            R"("made":"2026-01-01 12:00:00.000000","made_by":"ada",)"
            R"("expires":"2026-01-02 12:00:00.000000","last_used":"2026-01-02 11:00:00.000000"})");
  known.add(accounts::events::token_revoked{{id_of(some_hash), "ada"}});
  EXPECT_FALSE(known.view->find_token(some_hash, noon));
  EXPECT_TRUE(known.view->tokens(noon).empty());
}

TEST(AccountView, ACallerHoldsAsLongAsTheSessionOrTheToken) {
  known_accounts known;
  known.open_session("bob", some_hash);
  const auto bob = *known.view->find_session(some_hash, noon);
  EXPECT_TRUE(known.view->still_holds(bob, noon + 11h));
  EXPECT_FALSE(known.view->still_holds(bob, noon + 12h)) << "asking is no use of it";
  known.add(accounts::events::session_closed{{id_of(some_hash), "ada"}});
  EXPECT_FALSE(known.view->still_holds(bob, noon));
  known.add(
      accounts::events::token_made{"siem", role::analyst, some_hash, noon, noon + 24h, "ada"});
  const auto siem = *known.view->find_token(some_hash, noon);
  EXPECT_TRUE(known.view->still_holds(siem, noon + 23h));
  EXPECT_FALSE(known.view->still_holds(siem, noon + 24h));
  known.add(accounts::events::token_revoked{{id_of(some_hash), "ada"}});
  EXPECT_FALSE(known.view->still_holds(siem, noon));
  EXPECT_TRUE(
      known.view->still_holds({caller::door::socket, "console", role::admin, {}, {}}, noon));
}

TEST(AccountView, OnlyWhoMayLogInHasAPassword) {
  known_accounts known;
  known.add(accounts::events::user_added{{{"new", "ada"}, role::admin}});
  EXPECT_FALSE(known.view->password_of("ada").empty());
  for (const auto* user : {"eve", "new", "nobody", ""})
    EXPECT_TRUE(known.view->password_of(user).empty()) << user;
}

TEST(AccountView, TellsWhoseLinkItIs) {
  known_accounts known;
  known.add(accounts::events::link_made{"bob", some_hash, noon + 24h, "ada"});
  EXPECT_EQ(known.view->user_of_link(some_hash, noon), "bob");
  EXPECT_FALSE(known.view->user_of_link(alike, noon));
  EXPECT_FALSE(known.view->user_of_link(some_hash, noon + 24h));
}

TEST(AccountView, ListsUsersAndSessions) {
  known_accounts known;
  known.add(accounts::events::user_added{{{"new", "ada"}, role::read_only}});
  known.open_session("bob", some_hash);
  known.open_session("ada", {6});
  EXPECT_EQ(serialize_json(json_value(known.view->users())),
            R"([{"name":"ada","role":"admin","state":"active"},)"
            R"({"name":"bob","role":"analyst","state":"active"},)"
            R"({"name":"eve","role":"analyst","state":"disabled"},)"
            R"({"name":"new","role":"read-only","state":"invited"}])");
  EXPECT_EQ(known.view->sessions("", noon).size(), 2u);
  EXPECT_EQ(known.view->sessions("bob", noon).size(), 1u);
  EXPECT_EQ(known.view->sessions("bob", noon + 13h).size(), 0u);
  EXPECT_EQ(known.view->user_of_session(id_of(some_hash)), "bob");
  EXPECT_FALSE(known.view->user_of_session({}));
}

}  // namespace
}  // namespace aviary
