#include "console/api/openapi.hpp"

#include <gtest/gtest.h>

#include <cctype>
#include <fstream>
#include <iterator>
#include <map>

#include "console/api/api.hpp"

namespace aviary {
namespace {

json_object described() {
  const auto parsed = parse_json(openapi_text(), {.octets = openapi_text().size(), .depth = 32});
  return parsed && parsed->is_object() ? parsed->get_object() : json_object();
}

/// "birds/BIRD" is "/api/v1/birds/{bird}" there.
std::string path_of(std::string_view pattern) {
  std::string out = "/api/v1/";
  bool name = false;
  for (const char c : std::string(pattern) + '/') {
    const bool capital = c >= 'A' && c <= 'Z';
    if (capital && !name) out += '{';
    if (c == '/' && name) out += '}';
    name = capital || (name && c != '/');
    out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  out.pop_back();
  return out;
}

std::string method_of(std::string_view key) {
  std::string out;
  for (const char c : key) out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

/// "read-only", or "admin, a person": of a route and of an operation.
std::string role_of(for_whom may) {
  switch (may) {
    case for_whom::anybody:
      return "nobody";
    case for_whom::read_only:
      return "read-only";
    case for_whom::analyst:
      return "analyst";
    case for_whom::admin:
      return "admin";
    case for_whom::person:
      return "read-only, a person";
    case for_whom::person_admin:
      return "admin, a person";
  }
  return {};
}
std::string role_of(const json_object& operation) {
  std::string out(find_text(operation, "x-role").value_or("none"));
  if (find_bool(operation, "x-person").value_or(false)) out += ", a person";
  return out;
}

/// The schemes by which one may come, in the order of `security`; "session+csrf" of those that take
/// both.
std::string ways_in(const json_object& operation) {
  std::string out;
  for (const auto& way : operation.at("security").get_array()) {
    out += out.empty() ? "" : " ";
    for (const auto& scheme : way.get_object())
      out += (out.empty() || out.back() == ' ' ? "" : "+") + std::string(scheme.key());
  }
  return out;
}

TEST(Openapi, IsServedToAnybodyAsItIsInTheSources) {
  std::ifstream file(AVIARY_SOURCE_DIR "/console/api/openapi.json", std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  api_response came;
  answer_api({}, {"GET", "/api/v1/openapi.json"},
             [&came](api_response response) { came = std::move(response); });
  EXPECT_EQ(came.status, 200);
  EXPECT_EQ(came.content_type, "application/json");
  EXPECT_EQ(came.body, text);
  EXPECT_EQ(find_text(described(), "openapi"), "3.1.0");
}

/// Every route, no other, and each for whom it is.
TEST(Openapi, HasTheRoutesThatThereAre) {
  std::map<std::string, std::string> routed;
  for (const auto& route : api_routes())
    routed[std::string(route.method) + " " + path_of(route.pattern)] = role_of(route.may);
  std::map<std::string, std::string> in_the_file;
  const auto whole = described();
  for (const auto& path : whole.at("paths").get_object())
    for (const auto& [method, operation] : path.value().get_object())
      in_the_file[method_of(method) + " " + std::string(path.key())] =
          role_of(operation.get_object());
  EXPECT_EQ(in_the_file, routed);
}

TEST(Openapi, SaysHowToComeIn) {
  const auto whole = described();
  for (const auto& path : whole.at("paths").get_object())
    for (const auto& [method, operation] : path.value().get_object()) {
      const auto role = role_of(operation.get_object());
      const std::string session = method == "get" ? "session" : "session+csrf";
      const auto wanted = role == "nobody"               ? ""
                          : role.ends_with(", a person") ? session
                                                         : session + " token";
      EXPECT_EQ(ways_in(operation.get_object()), wanted) << method << " " << path.key();
    }
}

}  // namespace
}  // namespace aviary
