#include "actors/accounts.hpp"

#include <gtest/gtest.h>

#include "messages/escape.hpp"
#include "tests/actors/unit_fixture.hpp"

namespace aviary {
namespace {

using namespace std::chrono_literals;
using commands = accounts::commands;

constexpr wall_time noon{1'767'268'800'000ms};

bytes as_password(std::string_view text) {
  return {text.begin(), text.end()};
}

credential_hash hash_of(std::uint8_t first) {
  return {{first}};
}

class Accounts : public ::testing::Test {
 protected:
  /// An administrator `ada` with a password.
  void begin() {
    is.when(commands::make_link{0, "console", "", hash_of(1), noon});
    is.when(commands::use_link{0, hash_of(1), "ada", as_password("ada"), noon});
  }
  std::string add(const std::string& user, role may) {
    auto said = is.when(commands::add_user{{{0, "ada", user}, may}});
    is.when(commands::make_link{0, "ada", user, hash_of(9), noon});
    is.when(commands::use_link{0, hash_of(9), "", as_password(user), noon});
    return said;
  }
  std::string log_in(const std::string& user, std::uint8_t hash, wall_time at = noon) {
    return is.when(
        commands::open_session{0, user, kept(user), hash_of(hash), at, "192.0.2.1", "curl"});
  }
  const accounts::state& now() { return is.state(); }
  /// The password as it is kept.
  bytes kept(const std::string& user) {
    const auto known = now().users.find(user);
    return known == now().users.end() ? bytes{} : known->second.password;
  }
  static bool refused(const std::string& said) { return said.starts_with("effect refused"); }

  unit_fixture<accounts> is;
};

TEST_F(Accounts, TheFirstAdministratorChoosesANameWithALinkThatWorksOnce) {
  EXPECT_EQ(is.when(commands::make_link{7, "console", "", hash_of(1), noon}),
            "event  link_made {\"user\":\"\",\"hash\":\"01" + std::string(62, '0') +
                "\",\"expires\":1767355200000,\"by\":\"console\"}\neffect done {\"asker\":7}\n");
  EXPECT_EQ(is.when(commands::use_link{8, hash_of(1), "ada", as_password("ada"), noon + 23h}),
            "event  user_added {\"user\":\"ada\",\"by\":\"ada\",\"role\":\"admin\"}\n"
            "event  password_set {\"user\":\"ada\",\"password\":\"616461\",\"by\":\"ada\"}\n"
            "effect done {\"asker\":8}\n");
  EXPECT_TRUE(
      refused(is.when(commands::use_link{0, hash_of(1), "eve", as_password("eve"), noon + 23h})));
  EXPECT_TRUE(refused(is.when(commands::make_link{0, "console", "", hash_of(2), noon})));
  EXPECT_EQ(now().users.size(), 1u);
}

TEST_F(Accounts, ANewLinkEndsTheOneBeforeIt) {
  is.when(commands::make_link{0, "console", "", hash_of(1), noon});
  is.when(commands::make_link{0, "console", "", hash_of(2), noon});
  EXPECT_TRUE(refused(is.when(commands::use_link{0, hash_of(1), "ada", as_password("ada"), noon})));
  EXPECT_FALSE(
      refused(is.when(commands::use_link{0, hash_of(2), "ada", as_password("ada"), noon})));
}

TEST_F(Accounts, ALinkLastsADay) {
  is.when(commands::make_link{0, "console", "", hash_of(1), noon});
  EXPECT_TRUE(
      refused(is.when(commands::use_link{0, hash_of(1), "ada", as_password("ada"), noon + 24h})));
}

TEST_F(Accounts, ALinkSetsThePasswordOfWhomItIsForWhateverNameIsGiven) {
  begin();
  is.when(commands::add_user{{{0, "ada", "bob"}, role::analyst}});
  is.when(commands::make_link{0, "ada", "bob", hash_of(2), noon});
  is.when(commands::use_link{0, hash_of(2), "ada", as_password("new"), noon});
  EXPECT_EQ(now().users.at("bob").password, as_password("new"));
  EXPECT_EQ(now().users.at("ada").password, as_password("ada"));
}

TEST_F(Accounts, AnAnalystsPasswordLeavesTheFirstAdministratorsLink) {
  is.when(commands::make_link{0, "console", "", hash_of(1), noon});
  add("bob", role::analyst);
  EXPECT_FALSE(
      refused(is.when(commands::use_link{0, hash_of(1), "ada", as_password("ada"), noon})));
}

TEST_F(Accounts, NamesAreUsersNamesAndTakenOnce) {
  begin();
  for (const auto* odd : {"", "operator", "Ada", "a b", "-a", "console", "a/b", "\xc3\xa4"})
    EXPECT_TRUE(refused(is.when(commands::add_user{{{0, "ada", odd}, role::admin}}))) << odd;
  EXPECT_TRUE(refused(is.when(commands::add_user{{{0, "ada", "ada"}, role::admin}})));
  EXPECT_TRUE(
      refused(is.when(commands::add_user{{{0, "ada", std::string(65, 'a')}, role::admin}})));
  EXPECT_FALSE(
      refused(is.when(commands::add_user{{{0, "ada", "bob.o-n@example.net"}, role::admin}})));
}

TEST_F(Accounts, TheLastAdministratorStays) {
  begin();
  EXPECT_TRUE(refused(is.when(commands::disable_user{{0, "ada", "ada"}})));
  EXPECT_TRUE(refused(is.when(commands::set_role{{{0, "ada", "ada"}, role::analyst}})));
  is.when(commands::add_user{{{0, "ada", "eve"}, role::admin}});
  EXPECT_TRUE(refused(is.when(commands::disable_user{{0, "ada", "ada"}})))
      << "who never set a password is none";
  add("bob", role::admin);
  EXPECT_FALSE(refused(is.when(commands::disable_user{{0, "bob", "ada"}})));
  EXPECT_TRUE(refused(is.when(commands::disable_user{{0, "bob", "bob"}})));
  EXPECT_FALSE(refused(is.when(commands::disable_user{{0, "bob", "eve"}})))
      << "who cannot log in keeps nobody";
}

TEST_F(Accounts, AStrayLinkOfTheFirstAdministratorEndsWithTheFirstAdministrator) {
  is.when(commands::make_link{0, "console", "", hash_of(1), noon});
  add("bob", role::analyst);
  is.when(commands::set_role{{{0, "console", "bob"}, role::admin}});
  EXPECT_TRUE(refused(is.when(commands::use_link{0, hash_of(1), "eve", as_password("eve"), noon})));
}

TEST_F(Accounts, APasswordThatWasChangedMeanwhileOpensAndChangesNothing) {
  begin();
  const auto old = kept("ada");
  is.when(commands::set_password{0, "ada", old, as_password("new")});
  EXPECT_TRUE(refused(
      is.when(commands::open_session{0, "ada", old, hash_of(5), noon, "192.0.2.1", "curl"})));
  EXPECT_TRUE(refused(is.when(commands::set_password{0, "ada", old, as_password("eve")})));
  EXPECT_EQ(kept("ada"), as_password("new"));
  EXPECT_TRUE(now().sessions.empty());
}

TEST_F(Accounts, TokensEndWithTheRightsOfWhoMadeThem) {
  begin();
  add("bob", role::admin);
  const auto make = [this](std::uint8_t hash, role may) {
    is.when(commands::make_token{0, "bob", "siem", may, hash_of(hash), noon, noon + 24h});
  };
  make(6, role::admin);
  make(7, role::read_only);
  is.when(commands::set_role{{{0, "ada", "bob"}, role::analyst}});
  EXPECT_FALSE(now().tokens.contains(id_of(hash_of(6))));
  EXPECT_TRUE(now().tokens.contains(id_of(hash_of(7))));
  is.when(commands::disable_user{{0, "ada", "bob"}});
  EXPECT_TRUE(now().tokens.empty());
}

TEST_F(Accounts, WhatABrowserCallsItselfIsTextInTheLog) {
  begin();
  for (const std::string& agent : {std::string("\xff\x00\n", 3), std::string(255, 'x') + "\xc3\xa4",
                                   std::string(10'000, '\xff')}) {
    is.when(commands::open_session{0, "ada", kept("ada"), hash_of(5), noon, "192.0.2.1", agent});
    const auto& kept_agent = now().sessions.at(id_of(hash_of(5))).agent;
    EXPECT_TRUE(is_utf8(as_bytes(kept_agent)));
    EXPECT_LE(kept_agent.size(), accounts::agent_octets_max);
    is.restart();
  }
}

TEST_F(Accounts, WhatChangesAUsersRightsEndsTheSessions) {
  begin();
  add("bob", role::analyst);
  const auto ends = [this](const accounts::command& what) {
    log_in("bob", 5);
    log_in("ada", 6);
    is.when(what);
    return !now().sessions.contains(id_of(hash_of(5))) &&
           now().sessions.contains(id_of(hash_of(6)));
  };
  EXPECT_TRUE(ends(commands::set_password{0, "bob", kept("bob"), as_password("new")}));
  EXPECT_TRUE(ends(commands::set_role{{{0, "ada", "bob"}, role::read_only}}));
  EXPECT_TRUE(ends(commands::disable_user{{0, "ada", "bob"}}));
  EXPECT_TRUE(refused(log_in("bob", 7))) << "disabled";
  is.when(commands::enable_user{{0, "ada", "bob"}});
  EXPECT_FALSE(refused(log_in("bob", 7)));
}

TEST_F(Accounts, NobodyOpensASessionWithoutAPassword) {
  EXPECT_TRUE(refused(log_in("ada", 5)));
  begin();
  is.when(commands::add_user{{{0, "ada", "bob"}, role::admin}});
  EXPECT_TRUE(refused(log_in("bob", 5)));
}

TEST_F(Accounts, AUserHas32SessionsAndThoseThatAreOverAreForgotten) {
  begin();
  for (int i = 0; i < 40; ++i) log_in("ada", static_cast<std::uint8_t>(100 + i), noon + i * 1s);
  EXPECT_EQ(now().sessions.size(), accounts::sessions_max);
  EXPECT_FALSE(now().sessions.contains(id_of(hash_of(100)))) << "the oldest went";
  EXPECT_TRUE(now().sessions.contains(id_of(hash_of(139))));
  log_in("ada", 5, noon + accounts::session_life + 1h);
  EXPECT_EQ(now().sessions.size(), 1u);
}

TEST_F(Accounts, SessionsAndTokensEndOnceAndByTheirId) {
  begin();
  log_in("ada", 5);
  EXPECT_FALSE(refused(is.when(commands::close_session{{0, "ada", id_of(hash_of(5))}})));
  EXPECT_TRUE(refused(is.when(commands::close_session{{0, "ada", id_of(hash_of(5))}})));
  const auto make = [this](const std::string& label, std::chrono::hours life) {
    return is.when(
        commands::make_token{0, "ada", label, role::read_only, hash_of(6), noon, noon + life});
  };
  EXPECT_TRUE(refused(make("", 24h)));
  EXPECT_TRUE(refused(make(std::string(101, 'x'), 24h)));
  EXPECT_TRUE(refused(make("siem", 0h)));
  EXPECT_TRUE(refused(make("siem", accounts::token_life_max + 1h)));
  EXPECT_FALSE(refused(make("siem", 24h)));
  EXPECT_FALSE(refused(is.when(commands::revoke_token{{0, "ada", id_of(hash_of(6))}})));
  EXPECT_TRUE(refused(is.when(commands::revoke_token{{0, "ada", id_of(hash_of(6))}})));
}

TEST_F(Accounts, ARestartForgetsNothing) {
  begin();
  add("bob", role::analyst);
  log_in("bob", 5);
  is.when(commands::make_token{0, "ada", "siem", role::admin, hash_of(6), noon, noon + 24h});
  const auto before = now();
  is.restart();
  EXPECT_EQ(now(), before);
}

}  // namespace
}  // namespace aviary
