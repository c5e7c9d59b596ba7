#include "console/accounts/account_service.hpp"

#include <gtest/gtest.h>

#include <future>

#include "actors/system_entropy.hpp"
#include "console/accounts/credential.hpp"
#include "tests/actors/unit_fixture.hpp"
#include "tests/console/set_clock.hpp"

namespace aviary {
namespace {

using namespace std::chrono_literals;

/// ACCOUNTS, a view of them and the service, without actors: a command is decided at once.
class Service : public ::testing::Test {
 protected:
  ~Service() override { service_.stop(); }

  template <class Value, class Call>
  result<Value, account_refusal> wait(Call call) {
    std::promise<result<Value, account_refusal>> came;
    call([&came](result<Value, account_refusal> value) { came.set_value(std::move(value)); });
    return came.get_future().get();
  }
  int log_in(std::string user, std::string password, std::string source = "192.0.2.1") {
    const auto came = wait<std::string>([&](auto tell) {
      service_.log_in({std::move(user), std::move(password), std::move(source), "curl"}, tell);
    });
    if (came) session_ = *came;
    return came ? 200 : came.error().status;
  }
  result<json_object, account_refusal> make_link(std::string user) {
    return wait<json_object>([&](auto tell) { service_.make_link("console", user, tell); });
  }
  int use_link(const std::string& link, std::string user, std::string password) {
    const auto came = wait<json_object>(
        [&](auto tell) { service_.use_link(link, std::move(user), std::move(password), tell); });
    return came ? 200 : came.error().status;
  }
  /// The administrator `ada` with the password "correct horse".
  void begin() {
    const auto made = make_link("");
    ASSERT_TRUE(made);
    ASSERT_EQ(use_link(std::string(*find_text(*made, "link")), "ada", "correct horse"), 200);
  }

  void decide(const accounts::command& what, const account_told& told) {
    if (stalled_) return told(account_refusal{503, {"late", "ask again"}, 10s});
    const auto said = is_.when(what);
    for (std::size_t from = 0; from < said.size();) {
      const auto line = said.substr(from, said.find('\n', from) - from);
      from += line.size() + 1;
      if (line.starts_with("event  ")) {
        record one;
        one.stream = "accounts";
        const auto space = line.find(' ', 7);
        one.type = line.substr(7, space - 7);
        const auto payload = as_bytes(std::string_view(line).substr(space + 1));
        one.payload = {payload.begin(), payload.end()};
        view_->apply(one);
      } else {
        if (line.starts_with("effect refused"))
          told(account_refusal{409, {"refused", "by ACCOUNTS"}, {}});
        else
          told({});
      }
    }
  }

  unit_fixture<accounts> is_;
  std::shared_ptr<account_view> view_ = std::make_shared<account_view>(clock_noon);
  system_entropy entropy_;
  set_clock clock_;
  account_service service_{view_,
                           master_key::in_memory({}),
                           entropy_,
                           clock_,
                           [this](accounts::command what, const auto& told) { decide(what, told); },
                           password_cost::least()};
  std::string session_;
  bool stalled_ = false;  // nobody gets to a command
};

TEST_F(Service, ALinkAPasswordASession) {
  begin();
  EXPECT_EQ(log_in("ada", "correct horse"), 200);
  const auto who = view_->find_session(*hash_of_credential(session_), clock_.wall_now());
  ASSERT_TRUE(who);
  EXPECT_EQ(who->name, "ada");
}

TEST_F(Service, TellsWhatWasWrongWithALinkOrALogin) {
  wait<json_object>([&](auto tell) { service_.add_user("console", "bob", role::analyst, tell); });
  const std::string first(*find_text(*make_link(""), "link"));
  EXPECT_EQ(use_link(first, "bob", "battery staple"), 409) << "somebody is called so";
  EXPECT_EQ(use_link(first, "ada", "correct horse"), 200);
  EXPECT_EQ(log_in("ada", "wrong"), 401);
  const std::string hers(*find_text(*make_link("ada"), "link"));
  stalled_ = true;
  EXPECT_EQ(log_in("ada", "correct horse"), 503);
  EXPECT_EQ(use_link(hers, "", "battery staple"), 503);
  stalled_ = false;
  EXPECT_EQ(use_link(hers, "", "battery staple"), 200);
  EXPECT_EQ(use_link(hers, "", "battery staple"), 410);
}

TEST_F(Service, EachLoginIsAnotherSession) {
  begin();
  log_in("ada", "correct horse");
  const auto first = session_;
  log_in("ada", "correct horse");
  EXPECT_NE(session_, first);
}

TEST_F(Service, AWrongPasswordAndAnUnknownUserGetTheSameAnswer) {
  begin();
  const auto refusal = [this](std::string user) {
    const auto came = wait<std::string>([&](auto tell) {
      service_.log_in({std::move(user), "wrong", "192.0.2.1", ""}, tell);
    });
    return std::to_string(came.error().status) + came.error().why.what + came.error().why.hint;
  };
  EXPECT_EQ(refusal("ada"), refusal("nobody"));
  EXPECT_EQ(refusal("ada"), refusal(""));
}

TEST_F(Service, GuessingHasToWait) {
  begin();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(log_in("ada", "wrong"), 401);
  EXPECT_EQ(log_in("ada", "correct horse"), 429) << "not even looked at";
  EXPECT_EQ(log_in("ada", "correct horse", "192.0.2.2"), 200) << "from elsewhere";
  clock_.at += 2s;
  EXPECT_EQ(log_in("ada", "correct horse"), 200);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(log_in("ada", "wrong"), 401) << "afresh";
}

TEST_F(Service, NamesThatNobodyHasAreCountedAsOne) {
  for (std::size_t i = 0; i < 5; ++i) log_in(std::string(60'000 + i, 'X'), "wrong");
  EXPECT_EQ(log_in(std::string(70'000, 'Y'), "wrong"), 429);
}

TEST_F(Service, ALinkWorksOnceAndTheNamesPasswordIsRefused) {
  const auto made = make_link("");
  const std::string link(*find_text(*made, "link"));
  EXPECT_EQ(use_link(link, "ada", "short"), 400);
  EXPECT_EQ(use_link(link, "Not A Name", "correct horse"), 400);
  EXPECT_EQ(use_link(std::string(64, '0'), "ada", "correct horse"), 410);
  EXPECT_EQ(use_link("odd", "ada", "correct horse"), 410);
  EXPECT_EQ(use_link(link, "ada", "correct horse"), 200);
  EXPECT_EQ(use_link(link, "eve", "correct horse"), 410);
  EXPECT_EQ(make_link("").error().status, 409);
  EXPECT_EQ(make_link("nobody").error().status, 409);
}

TEST_F(Service, ALinkIsOverAfterADay) {
  const auto made = make_link("");
  clock_.at += 24h;
  EXPECT_EQ(use_link(std::string(*find_text(*made, "link")), "ada", "correct horse"), 410);
}

TEST_F(Service, ANewUserComesWithALink) {
  begin();
  const auto made =
      wait<json_object>([&](auto tell) { service_.add_user("ada", "bob", role::analyst, tell); });
  ASSERT_TRUE(made);
  EXPECT_EQ(use_link(std::string(*find_text(*made, "link")), "", "horse staple"), 200);
  EXPECT_EQ(log_in("bob", "horse staple"), 200);
  const auto again =
      wait<json_object>([&](auto tell) { service_.add_user("ada", "bob", role::admin, tell); });
  EXPECT_EQ(again.error().status, 409);
}

TEST_F(Service, APasswordIsChangedByWhoKnowsIt) {
  begin();
  const auto change = [this](std::string old, std::string fresh) {
    const auto came = wait<json_object>([&](auto tell) {
      service_.change_password({"ada", std::move(old), "192.0.2.1", ""}, std::move(fresh), tell);
    });
    return came ? 200 : came.error().status;
  };
  log_in("ada", "correct horse");
  EXPECT_EQ(change("wrong", "horse staple"), 401);
  EXPECT_EQ(change("correct horse", "short"), 400);
  EXPECT_EQ(change("correct horse", "horse staple"), 200);
  EXPECT_FALSE(view_->find_session(*hash_of_credential(session_), clock_.wall_now()));
  EXPECT_EQ(log_in("ada", "horse staple"), 200);
}

TEST_F(Service, ATokenIsShownOnceAndRevoked) {
  begin();
  const auto made = wait<json_object>(
      [&](auto tell) { service_.make_token("ada", "siem", role::analyst, 24h, tell); });
  ASSERT_TRUE(made);
  const auto text = *find_text(*made, "token");
  ASSERT_TRUE(text.starts_with("aviary_"));
  const auto hash = *hash_of_credential(text.substr(7));
  EXPECT_TRUE(view_->find_token(hash, clock_.wall_now()));
  const auto revoked =
      wait<json_object>([&](auto tell) { service_.revoke_token("ada", id_of(hash), tell); });
  EXPECT_TRUE(revoked);
  EXPECT_FALSE(view_->find_token(hash, clock_.wall_now()));
}

TEST_F(Service, NothingIsAskedForBehindTheEnd) {
  begin();
  service_.stop();
  bool told = false;
  service_.make_link("console", "ada", [&told](const auto&) { told = true; });
  EXPECT_FALSE(told);
}

TEST(Password, HasWordsEnough) {
  const auto fits = [](std::string_view password) {
    return check_password(password, "ada@example.net").has_value();
  };
  EXPECT_TRUE(fits("correct horse"));
  EXPECT_TRUE(fits("p\xc3\xa4ssw\xc3\xb6rter!"));
  EXPECT_TRUE(fits(std::string(128, 'a') + std::string(128, 'b')));
  for (const auto& odd :
       {std::string("elevenoctet"), std::string(257, 'a') + "b", std::string(20, 'a'),
        std::string("ada@example.net"), std::string("latin1 \xe4 password")})
    EXPECT_FALSE(fits(odd)) << odd;
}

TEST(GuessingSource, IsTheNetworkOfAnIpv6Host) {
  EXPECT_EQ(guessing_source("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(guessing_source("2001:db8:1:2:3::1"), guessing_source("2001:db8:1:2::9"));
  EXPECT_NE(guessing_source("2001:db8:1:2::1"), guessing_source("2001:db8:1:3::1"));
  EXPECT_EQ(guessing_source(""), "");
  EXPECT_EQ(guessing_source("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(guessing_source("fe80::1%eth0"), guessing_source("fe80::2"));
}

}  // namespace
}  // namespace aviary
