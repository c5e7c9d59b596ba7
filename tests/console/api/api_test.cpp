#include "console/api/api.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "actors/incident.hpp"
#include "messages/hex.hpp"
#include "tests/console/views/view_log.hpp"

namespace aviary {
namespace {

/// An API over one incident, whose hands note what they are asked for.
class Api : public testing::Test {
 protected:
  Api() {
    log_.append<incident>("incident/ab", incident::events::opened{id_, {}, {}});
    log_.show(incidents_);
    context_.incidents = &incidents_;
    context_.birds = &birds_;
    context_.log = &log_.log();
    context_.channels = [] { return json_object(); };
    context_.acknowledge_incident = [this](const incident_id&, std::string by, auto told) {
      asked_ = "acknowledge by " + by;
      told(json_object());
    };
    context_.register_bird = [this](std::string line, bool replaces, auto told) {
      asked_ = (replaces ? "replace by " : "register ") + line;
      told(failure{"no", "because"});
    };
    context_.add_channel = [this](std::string url, auto told) {
      asked_ = "add " + url;
      told(json_object());
    };
    context_.test_channel = [this](std::string channel, auto told) {
      asked_ = "test " + channel;
      told(json_object());
    };
  }

  api_response ask(std::string method, std::string path, std::string body = {},
                   decltype(api_request::query) query = {}) {
    api_request request{std::move(method), std::move(path), std::move(query), std::move(body)};
    request.who = who_;
    api_response out;
    answer_api(context_, request, [&out](api_response response) { out = std::move(response); });
    return out;
  }
  int status(std::string method, std::string path, const caller& who) {
    who_ = who;
    return ask(std::move(method), std::move(path)).status;
  }

  incident_id id_{{0xAB}};
  std::string incident_path_ = "/api/v1/incidents/" + to_hex(id_.value);
  view_log log_;
  incident_view incidents_;
  bird_view birds_;
  api_context context_;
  std::string asked_;
  caller who_{caller::door::socket, "console", role::admin, {}, {}};
};

TEST_F(Api, ReadsWhatIsThere) {
  EXPECT_EQ(ask("GET", "/api/v1/birds").status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/incidents").status, 200);
  EXPECT_EQ(ask("GET", incident_path_).status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/channels").status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/log").content_type, "application/x-ndjson");
}

TEST_F(Api, TakesNumbersAndNothingElseForPositions) {
  for (const auto& [path, name] :
       {std::pair{"/api/v1/incidents", "since"}, std::pair{"/api/v1/log", "after"}}) {
    EXPECT_EQ(ask("GET", path, {}, {{name, "1"}}).status, 200) << path;
    for (const auto* odd : {"", "-1", "1x", "99999999999999999999"})
      EXPECT_EQ(ask("GET", path, {}, {{name, odd}}).status, 400) << path << odd;
  }
}

TEST_F(Api, DecodesEachPartOfAPathByItself) {
  EXPECT_EQ(ask("POST", "/api/v1/channels/a%2Fb%20c/test").status, 200);
  EXPECT_EQ(asked_, "test a/b c");
}

TEST_F(Api, SaysWhatIsMissing) {
  for (const auto* path :
       {"/", "/api/v1/", "/api/v1/owls", "/api/v1/birds/printer", "/api/v1/incidents/zz",
        "/api/v1/incidents/00", "/api/v1/reports/x/why", "/api/v1/birds/a/b"}) {
    const auto response = ask("GET", path);
    EXPECT_EQ(response.status, 404) << path;
    const auto body = parse_json(response.body);
    EXPECT_FALSE(find_text(body->get_object(), "hint").value_or("").empty()) << path;
  }
}

TEST_F(Api, DoesWhatItIsAskedFor) {
  EXPECT_EQ(ask("POST", incident_path_ + "/acknowledge", R"({"by":"ada"})").status, 200);
  EXPECT_EQ(asked_, "acknowledge by ada");
  for (const auto* nobody : {"", "{}", R"({"by":""})"}) {
    ask("POST", incident_path_ + "/acknowledge", nobody);
    EXPECT_EQ(asked_, "acknowledge by operator") << nobody;
  }
  EXPECT_EQ(ask("POST", "/api/v1/channels", R"({"url":"https://example.net"})").status, 200);
  EXPECT_EQ(asked_, "add https://example.net");
  EXPECT_EQ(ask("POST", "/api/v1/channels/webhook-1/test").status, 200);
  EXPECT_EQ(asked_, "test webhook-1");
  const auto refused = ask("POST", "/api/v1/registrations", "a line");
  EXPECT_EQ(asked_, "register a line");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.body, R"({"error":"no","hint":"because"})");
  ask("POST", "/api/v1/registrations", "a line", {{"replace", "1"}});
  EXPECT_EQ(asked_, "replace by a line");
  const auto odd = ask("POST", "/api/v1/registrations", "a line", {{"replace", "yes"}});
  EXPECT_EQ(odd.status, 400);
}

TEST_F(Api, SaysWhichMethodsThereAre) {
  const auto refused = ask("DELETE", "/api/v1/channels");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.headers.at("Allow"), "GET, POST");
  EXPECT_EQ(ask("GET", incident_path_ + "/acknowledge").headers.at("Allow"), "POST");
}

/// docs/API.md has a heading for each route, and none for what there is not.
TEST_F(Api, IsDescribed) {
  std::ifstream file(AVIARY_SOURCE_DIR "/docs/API.md");
  std::set<std::string> described;
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("### GET /") || line.starts_with("### POST /") ||
        line.starts_with("### DELETE /"))
      described.insert(line.substr(4));
  std::set<std::string> routed;
  for (const auto& route : api_routes())
    routed.insert(std::string(route.method) + " /api/v1/" + std::string(route.pattern));
  EXPECT_EQ(described, routed);
}

TEST_F(Api, RefusesAWebhookThatIsNone) {
  EXPECT_EQ(ask("POST", "/api/v1/channels", R"({"url":"ftp://x"})").status, 400);
  EXPECT_EQ(ask("POST", "/api/v1/channels", "odd").status, 400);
}

TEST_F(Api, WritesDownWhoReallyAcknowledged) {
  who_ = {caller::door::https, "bob", role::analyst, credential_id{}, {}};
  ask("POST", incident_path_ + "/acknowledge", R"({"by":"ada"})");
  EXPECT_EQ(asked_, "acknowledge by bob");
}

/// Every route with every caller: what is not allowed is not even looked at.
TEST_F(Api, LetsNobodyDoMoreThanTheRoleMay) {
  const caller nobody;
  const auto person = [](role may) {
    return caller{caller::door::https, "ada", may, credential_id{}, {}};
  };
  const auto token = [](role may) {
    return caller{caller::door::https, "token siem", may, {}, credential_id{}};
  };
  for (const auto& route : api_routes()) {
    const auto path = "/api/v1/" + std::string(route.pattern);
    const auto refused = [&](const caller& who) {
      const auto got = status(std::string(route.method), path, who);
      return got == 401 || got == 403;
    };
    const bool for_people = route.may == for_whom::person || route.may == for_whom::person_admin;
    const bool for_admins = route.may == for_whom::admin || route.may == for_whom::person_admin;
    if (route.may == for_whom::anybody) continue;
    EXPECT_EQ(status(std::string(route.method), path, nobody), 401) << path;
    if (for_admins || route.may == for_whom::analyst)
      EXPECT_TRUE(refused(person(role::read_only))) << path;
    if (for_admins) EXPECT_TRUE(refused(person(role::analyst))) << path;
    if (for_people) EXPECT_TRUE(refused(token(role::admin))) << path;
  }
  EXPECT_EQ(asked_, "");
}

TEST_F(Api, LetsARoleDoWhatItMay) {
  EXPECT_EQ(status("GET", "/api/v1/birds", {{}, "x", role::read_only, {}, credential_id{}}), 200);
  EXPECT_EQ(status("POST", incident_path_ + "/acknowledge",
                   {{}, "x", role::analyst, {}, credential_id{}}),
            200);
  EXPECT_EQ(status("GET", "/api/v1/log", {{}, "x", role::admin, {}, credential_id{}}), 200);
}

}  // namespace
}  // namespace aviary
