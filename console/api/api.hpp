#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "console/api/api_message.hpp"
#include "console/views/audit_view.hpp"
#include "console/views/bird_view.hpp"
#include "console/views/incident_view.hpp"
#include "messages/json.hpp"
#include "messages/result.hpp"
#include "storage/event_log.hpp"

// The console's API, version 1: JSON over HTTP, the same for the command line and for
// everybody else. Here are its routes; sockets are console/http/.

namespace aviary {

class account_service;

/// What the resources reach of the console. Each call tells once, on any thread.
struct api_context {
  template <class Value>
  using told = std::function<void(result<Value, failure>)>;

  const incident_view* incidents = nullptr;
  const bird_view* birds = nullptr;
  const event_log* log = nullptr;
  account_service* accounts = nullptr;
  /// Where a browser finds the pages, "https://NAME:PORT"; empty where none can.
  std::function<std::string()> pages_url = [] { return std::string(); };
  const audit_view* audit = nullptr;
  std::function<json_object()> channels;
  std::function<void(const incident_id&, std::string by, told<json_object>)> acknowledge_incident;
  std::function<void(const incident_id&, std::string by, told<json_object>)> close_incident;
  std::function<void(const incident_id&, std::string by, std::string text, told<json_object>)>
      note_incident;
  std::function<void(std::string request_line, bool replaces, std::string by, told<json_object>)>
      register_bird;
  std::function<void(std::string url, std::string by, told<json_object>)> add_channel;
  std::function<void(std::string channel, told<json_object>)> test_channel;
};

/// Answers a request of whom it says that it is.
void answer_api(const api_context& context, const api_request& request, const api_reply& reply);

/// The parts of a path behind `/api/v1/`, decoded.
using path_parts = std::vector<std::string>;

/// Who may use a route: `anybody` also who is not known; `person` who logged in, and not a token.
enum class for_whom : std::uint8_t { anybody, read_only, analyst, admin, person, person_admin };

struct api_route {
  std::string_view method;
  std::string_view pattern;  ///< behind `/api/v1/`; parts in capitals stand for any name
  for_whom may;
  void (*answer)(const api_context&, const api_request&, const path_parts&, const api_reply&);
};
/// All that there are: docs/API.md describes each.
std::span<const api_route> api_routes();

// -- the resources -------------------------------------------------------------------------------

void get_birds(const api_context&, const api_request&, const path_parts&, const api_reply&);
void get_bird(const api_context&, const api_request&, const path_parts&, const api_reply&);
void get_incidents(const api_context&, const api_request&, const path_parts&, const api_reply&);
void get_incident(const api_context&, const api_request&, const path_parts&, const api_reply&);
void get_events(const api_context&, const api_request&, const path_parts&, const api_reply&);
void post_acknowledge(const api_context&, const api_request&, const path_parts&, const api_reply&);
void post_close(const api_context&, const api_request&, const path_parts&, const api_reply&);
void post_note(const api_context&, const api_request&, const path_parts&, const api_reply&);
void get_why(const api_context&, const api_request&, const path_parts&, const api_reply&);
void get_channels(const api_context&, const api_request&, const path_parts&, const api_reply&);
void post_channel(const api_context&, const api_request&, const path_parts&, const api_reply&);
void post_test(const api_context&, const api_request&, const path_parts&, const api_reply&);
void post_registration(const api_context&, const api_request&, const path_parts&, const api_reply&);
void get_log(const api_context&, const api_request&, const path_parts&, const api_reply&);
void get_audit(const api_context&, const api_request&, const path_parts&, const api_reply&);
void get_session(const api_context&, const api_request&, const path_parts&, const api_reply&);
void post_session(const api_context&, const api_request&, const path_parts&, const api_reply&);
void delete_session(const api_context&, const api_request&, const path_parts&, const api_reply&);
void get_sessions(const api_context&, const api_request&, const path_parts&, const api_reply&);
void delete_one_session(const api_context&, const api_request&, const path_parts&,
                        const api_reply&);
void post_password(const api_context&, const api_request&, const path_parts&, const api_reply&);
void get_users(const api_context&, const api_request&, const path_parts&, const api_reply&);
void post_user(const api_context&, const api_request&, const path_parts&, const api_reply&);
void post_user_change(const api_context&, const api_request&, const path_parts&, const api_reply&);
void post_link(const api_context&, const api_request&, const path_parts&, const api_reply&);
void post_link_use(const api_context&, const api_request&, const path_parts&, const api_reply&);
void get_tokens(const api_context&, const api_request&, const path_parts&, const api_reply&);
void post_token(const api_context&, const api_request&, const path_parts&, const api_reply&);
void delete_token(const api_context&, const api_request&, const path_parts&, const api_reply&);
void get_openapi(const api_context&, const api_request&, const path_parts&, const api_reply&);

}  // namespace aviary
