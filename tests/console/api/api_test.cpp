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
    context_.close_incident = [this](const incident_id&, std::string by, auto told) {
      asked_ = "close by " + by;
      told(json_object());
    };
    context_.note_incident = [this](const incident_id&, std::string by, std::string text,
                                    auto told) {
      asked_ = "note by " + by + ": " + text;
      told(json_object());
    };
    context_.audit = &audit_;
    context_.register_bird = [this](std::string line, bool replaces, std::string by, auto told) {
      asked_ = (replaces ? "replace by " : "register ") + line + " for " + by;
      told(failure{"no", "because"});
    };
    context_.add_channel = [this](std::string url, std::string by, auto told) {
      asked_ = "add " + url + " for " + by;
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
  audit_view audit_;
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
  EXPECT_EQ(ask("POST", incident_path_ + "/close", R"({"by":"ada"})").status, 200);
  EXPECT_EQ(asked_, "close by ada");
  EXPECT_EQ(ask("POST", incident_path_ + "/notes", R"({"text":"a scanner"})").status, 200);
  EXPECT_EQ(asked_, "note by operator: a scanner");
  EXPECT_EQ(ask("POST", "/api/v1/channels", R"({"url":"https://example.net"})").status, 200);
  EXPECT_EQ(asked_, "add https://example.net for console");
  EXPECT_EQ(ask("POST", "/api/v1/channels/webhook-1/test").status, 200);
  EXPECT_EQ(asked_, "test webhook-1");
  const auto refused = ask("POST", "/api/v1/registrations", "a line");
  EXPECT_EQ(asked_, "register a line for console");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.body, R"({"error":"no","hint":"because"})");
  ask("POST", "/api/v1/registrations", "a line", {{"replace", "1"}});
  EXPECT_EQ(asked_, "replace by a line for console");
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

TEST_F(Api, TakesNoteOfSomethingAndNotOfAnything) {
  const auto note = [this](const std::string& text) {
    return ask("POST", incident_path_ + "/notes", R"({"text":")" + text + R"("})").status;
  };
  EXPECT_EQ(note(""), 400);
  EXPECT_EQ(note(std::string(incident::note_octets_max, 'x')), 200);
  EXPECT_EQ(note(std::string(incident::note_octets_max + 1, 'x')), 400);
  EXPECT_EQ(note("\xFF"), 400) << "no UTF-8";
  EXPECT_EQ(
      ask("POST", incident_path_ + "/close", R"({"by":")" + std::string(65, 'a') + R"("})").status,
      400);
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

// -- pages and events ----------------------------------------------------------------------------

/// An API over five incidents that were opened at the positions 1 to 5.
class ApiOfFive : public Api {
 protected:
  ApiOfFive() {
    for (std::uint8_t i = 1; i < 5; ++i)
      log_.append<incident>("incident/" + std::to_string(i),
                            incident::events::opened{{{i}}, {}, {}});
    log_.show(five_);
    context_.incidents = &five_;
  }
  /// The updated_ids of a page, and its `next`.
  std::string page(decltype(api_request::query) query) {
    const auto response = ask("GET", "/api/v1/incidents", {}, std::move(query));
    if (response.status != 200) return std::to_string(response.status);
    const auto body = parse_json(response.body)->get_object();
    std::string out;
    for (const auto& one : *find_array(body, "incidents"))
      out += std::to_string(*find_uint(one.get_object(), "updated_id")) + " ";
    if (const auto next = find_uint(body, "next")) out += "next " + std::to_string(*next);
    return out;
  }
  api_response events(std::string last_id, decltype(api_request::query) query = {}) {
    api_request request{"GET", "/api/v1/events", std::move(query)};
    request.who = who_;
    request.last_event_id = std::move(last_id);
    api_response out;
    answer_api(context_, request, [&out](api_response response) { out = std::move(response); });
    return out;
  }
  /// The position in the id of each event.
  static std::string positions(std::string_view text) {
    std::string out;
    for (auto at = text.find("id: "); at != text.npos; at = text.find("\nid: ", at + 1)) {
      const auto id = text.substr(at, text.find("\nevent: ", at) - at);
      out += std::string(id.substr(id.rfind('.') + 1)) + " ";
    }
    return out;
  }
  const std::string log_id_ = "01" + std::string(30, '0');

  incident_view five_;
};

TEST_F(ApiOfFive, ListsInPages) {
  EXPECT_EQ(page({}), "5 4 3 2 1 ");
  EXPECT_EQ(page({{"limit", "2"}}), "5 4 next 4");
  EXPECT_EQ(page({{"limit", "2"}, {"before", "4"}}), "3 2 next 2");
  EXPECT_EQ(page({{"limit", "2"}, {"before", "2"}}), "1 ");
  EXPECT_EQ(page({{"limit", "5"}}), "5 4 3 2 1 ") << "that is all of them";
  EXPECT_EQ(page({{"since", "3"}, {"limit", "1"}}), "5 next 5");
  EXPECT_EQ(page({{"since", "3"}, {"limit", "1"}, {"before", "5"}}), "4 ");
  for (const auto* odd : {"0", "1001", "-1", "x"}) EXPECT_EQ(page({{"limit", odd}}), "400") << odd;
  EXPECT_EQ(page({{"before", "x"}}), "400");
}

TEST_F(ApiOfFive, TellsOfWhatChanges) {
  const auto response = events("");
  EXPECT_EQ(response.content_type, "text/event-stream");
  EXPECT_EQ(response.body,
            "id: " + log_id_ + ".5\nevent: log\ndata: {\"incarnation\":\"" + log_id_ + "\"}\n\n");
  EXPECT_EQ(response.feed(), "") << "nothing since it was asked";
  log_.append<incident>("incident/1", incident::events::acknowledged{{{{1}}, "ada"}});
  incident_view later;
  context_.incidents = &later;
  const auto again = events(log_id_ + ".4");
  log_.show(later);
  const auto text = *again.feed();
  EXPECT_EQ(positions(text), "5 6 ");
  EXPECT_NE(text.find(".6\nevent: incident\ndata: {"), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with("}\n\n"));
  EXPECT_EQ(again.feed(), "") << "each of them once";
}

TEST_F(ApiOfFive, GoesOnWhereAReaderWas) {
  EXPECT_EQ(positions(*events(log_id_ + ".2").feed()), "3 4 5 ");
  EXPECT_EQ(positions(*events("", {{"since", "0"}}).feed()), "1 2 3 4 5 ");
  EXPECT_EQ(positions(*events(log_id_ + ".4", {{"since", "0"}}).feed()), "5 ");
  for (const auto* odd : {"x", "5", ".5", "01.5"}) EXPECT_EQ(events(odd).status, 400) << odd;
  EXPECT_EQ(events(log_id_ + ".x").status, 400);
  EXPECT_EQ(events("", {{"since", "x"}}).status, 400);
}

TEST_F(ApiOfFive, BeginsAnewForAReaderOfAnotherLog) {
  const auto response = events("02" + std::string(30, '0') + ".900");
  EXPECT_EQ(positions(response.body), "0 ");
  EXPECT_EQ(positions(*response.feed()), "1 2 3 4 5 ");
}

TEST_F(ApiOfFive, TellsOfManyInPieces) {
  for (std::uint8_t i = 100; i < 145; ++i)
    log_.append<incident>("incident/" + std::to_string(i), incident::events::opened{{{i}}, {}, {}});
  incident_view many;
  log_.show(many);
  context_.incidents = &many;
  const auto response = events(log_id_ + ".5");
  std::string all;
  for (auto piece = *response.feed(); !piece.empty(); piece = *response.feed())
    all += positions(piece);
  EXPECT_TRUE(all.starts_with("6 7 8 ")) << all;
  EXPECT_TRUE(all.ends_with(" 49 50 ")) << all;
  EXPECT_EQ(std::ranges::count(all, ' '), 45);
}

}  // namespace
}  // namespace aviary
