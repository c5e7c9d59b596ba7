#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "console/api/caller.hpp"
#include "messages/json.hpp"
#include "messages/result.hpp"

// A request of the API and its response, as values: sockets are console/http/.

namespace aviary {

struct api_request {
  std::string method;  // "GET"
  std::string path;    // "/api/v1/incidents": percent-encoded, without the query
  std::map<std::string, std::string, std::less<>> query{};
  std::string body{};

  /// How it came, and what its head says of who sent it.
  caller::door door = caller::door::https;
  std::string source{};  ///< the address
  std::string host{};
  std::string origin{};
  std::string authorization{};
  std::string cookie{};
  std::string csrf_token{};
  std::string agent{};
  std::string last_event_id{};
  std::string accept_encoding{};

  /// Who it is (console/accounts/gate.hpp), and the text of the session's token.
  caller who{};
  std::string session{};
};

/// A body without an end: what comes next, empty when there is nothing yet, nothing at its end.
/// Called whenever something may have changed, by one thread at a time.
using api_feed = std::function<std::optional<std::string>()>;

struct api_response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::map<std::string, std::string> headers{};
  /// Behind the body, which then has no length.
  api_feed feed{};
};

/// Called once, on any thread.
using api_reply = std::function<void(api_response)>;

/// Path and query of a request's target. In a query `+` is a space (the form encoding of HTML); of
/// a parameter that comes twice the last one counts.
void read_target(std::string_view target, api_request& into);

/// The value of a parameter of the query: 0 when it is not given, nothing when it is no number.
std::optional<std::uint64_t> number_in(const api_request& request, std::string_view name);
/// A number in decimal digits and nothing else.
std::optional<std::uint64_t> number_of(std::string_view text);

api_response json_response(const json_object& body, int status = 200);
/// `{"error":...,"hint":...}`.
api_response error_response(int status, const failure& why);
api_response not_found(std::string_view what, std::string_view hint);
/// The text of a member of the body, empty when it is none.
std::string text_in_body(const api_request& request, std::string_view name);
/// 200 with the value, or 409 with the failure.
std::function<void(result<json_object, failure>)> reply_with(const api_reply& reply);

}  // namespace aviary
