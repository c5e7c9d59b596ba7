#include "console/accounts/gate.hpp"

#include <gtest/gtest.h>

#include "console/accounts/credential.hpp"
#include "tests/console/accounts/known_accounts.hpp"

namespace aviary {
namespace {

const std::string session_text(64, '5');
const std::string token_text(64, '6');

class Gate : public ::testing::Test {
 protected:
  Gate() {
    known_.open_session("bob", *hash_of_credential(session_text));
    known_.add(accounts::events::token_made{"siem", role::analyst, *hash_of_credential(token_text),
                                            noon, noon + std::chrono::hours{24}, "ada"});
  }

  /// What a browser sends with a change from the console's own page.
  static api_request from_page(std::string method) {
    api_request out{std::move(method), "/api/v1/session"};
    out.host = "console.example.net:8443";
    out.origin = "https://console.example.net:8443";
    out.cookie = "theme=dark; __Host-aviary=" + session_text;
    out.csrf_token = csrf_token_of(session_text);
    return out;
  }
  /// The status that refuses; 0 when it may go on.
  int admit(api_request request) {
    const auto refused = aviary::admit(request, *known_.view, noon);
    who_ = request.who;
    return refused ? refused->status : 0;
  }

  known_accounts known_;
  caller who_;
};

TEST_F(Gate, WhoComesThroughTheSocketIsTheConsoleItself) {
  api_request request{"POST", "/"};
  request.door = caller::door::socket;
  EXPECT_EQ(admit(request), 0);
  EXPECT_EQ(who_.name, "console");
  EXPECT_EQ(who_.may, role::admin);
}

TEST_F(Gate, TheLoopbackPortOnlyReads) {
  api_request request{"GET", "/"};
  request.door = caller::door::loopback;
  request.cookie = from_page("GET").cookie;
  EXPECT_EQ(admit(request), 0);
  EXPECT_EQ(who_.may, role::read_only);
  EXPECT_FALSE(who_.session) << "over plain HTTP nobody is logged in";
  for (const auto* method : {"POST", "DELETE", "PUT", "ODD"}) {
    request.method = method;
    EXPECT_EQ(admit(request), 405) << method;
  }
}

TEST_F(Gate, ACookieIsItsUser) {
  EXPECT_EQ(admit(from_page("GET")), 0);
  EXPECT_EQ(who_.name, "bob");
  EXPECT_EQ(admit(from_page("POST")), 0);
  EXPECT_EQ(who_.name, "bob");
}

TEST_F(Gate, AnUnknownCookieIsNobody) {
  auto request = from_page("GET");
  for (const auto& text : {std::string(64, '7'), std::string("x"), std::string()}) {
    request.cookie = "__Host-aviary=" + text;
    EXPECT_EQ(admit(request), 0) << text;
    EXPECT_FALSE(who_.may) << text;
  }
  request.cookie = "aviary=" + session_text + "; x__Host-aviary=" + session_text;
  EXPECT_EQ(admit(request), 0);
  EXPECT_FALSE(who_.may);
}

TEST_F(Gate, AChangeNeedsProofThatThePageIsOurs) {
  auto request = from_page("POST");
  for (const auto* proof : {"", "00", "00000000000000000000000000000000"}) {
    request.csrf_token = proof;
    EXPECT_EQ(admit(request), 403) << proof;
    EXPECT_FALSE(who_.may);
  }
  for (const auto* method : {"DELETE", "PUT", "PATCH", "post"}) {
    request.method = method;
    EXPECT_EQ(admit(request), 403) << method;
  }
}

TEST_F(Gate, AChangeComesFromOurOwnOrigin) {
  auto request = from_page("POST");
  for (const auto* origin : {"", "null", "https://evil.example", "http://console.example.net:8443",
                             "https://console.example.net"}) {
    request.origin = origin;
    EXPECT_EQ(admit(request), 403) << origin;
  }
}

TEST_F(Gate, NobodyIsLoggedInFromAnotherSite) {
  api_request request{"POST", "/api/v1/session"};
  request.host = "console.example.net";
  EXPECT_EQ(admit(request), 0) << "a program that is no browser";
  request.origin = "https://console.example.net";
  EXPECT_EQ(admit(request), 0);
  request.origin = "https://evil.example";
  EXPECT_EQ(admit(request), 403);
}

TEST_F(Gate, ATokenIsItsNameAndNeedsNoProof) {
  api_request request{"POST", "/"};
  request.authorization = "Bearer aviary_" + token_text;
  EXPECT_EQ(admit(request), 0);
  EXPECT_EQ(who_.name, "token siem");
  EXPECT_FALSE(who_.is_person());
}

TEST_F(Gate, ATokenThatIsNoneIsRefusedWhateverTheCookie) {
  auto request = from_page("GET");
  for (const auto& text :
       {"Bearer aviary_" + std::string(64, '7'), "Bearer " + token_text, "Basic YTpi" + token_text,
        std::string("Bearer aviary_"), "Bearer aviary_" + session_text}) {
    request.authorization = text;
    EXPECT_EQ(admit(request), 401) << text;
  }
}

TEST(Cookies, AreFoundByTheirWholeName) {
  EXPECT_EQ(cookie_in("a=1; b=2;c=3", "a"), "1");
  EXPECT_EQ(cookie_in("a=1; b=2;c=3", "b"), "2");
  EXPECT_EQ(cookie_in("a=1; b=2;c=3", "c"), "3");
  EXPECT_EQ(cookie_in("aa=1; a", "a"), "");
  EXPECT_EQ(cookie_in("", "a"), "");
  EXPECT_EQ(cookie_in(";;; =; a=", "a"), "");
  EXPECT_EQ(cookie_in("a=1; a=2", "a"), "1");
}

}  // namespace
}  // namespace aviary
