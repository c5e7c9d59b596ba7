#include "console/api/api_message.hpp"

#include <algorithm>
#include <charconv>

#include "console/api/percent_coding.hpp"
#include "messages/escape.hpp"

namespace aviary {

// -- reading -------------------------------------------------------------------------------------

namespace {

std::string decode_query(std::string_view text) {
  std::string out(text);
  std::ranges::replace(out, '+', ' ');
  return percent_decode(out);
}

}  // namespace

void read_target(std::string_view target, api_request& into) {
  const auto mark = std::min(target.find('?'), target.size());
  into.path = std::string(target.substr(0, mark));
  auto query = target.substr(std::min(mark + 1, target.size()));
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto pair = query.substr(0, end);
    const auto equals = std::min(pair.find('='), pair.size());
    into.query[decode_query(pair.substr(0, equals))] =
        decode_query(pair.substr(std::min(equals + 1, pair.size())));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
}

std::optional<std::uint64_t> number_in(const api_request& request, std::string_view name) {
  const auto found = request.query.find(name);
  return found == request.query.end() ? 0 : number_of(found->second);
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  return out;
}

std::string text_in_body(const api_request& request, std::string_view name) {
  const auto parsed = parse_json(request.body);
  const auto* object = parsed ? parsed->if_object() : nullptr;
  return std::string(object == nullptr ? "" : find_text(*object, name).value_or(""));
}

// -- answering -----------------------------------------------------------------------------------

api_response json_response(const json_object& body, int status) {
  return {status, "application/json", serialize_json(body)};
}

api_response error_response(int status, const failure& why) {
  // What a stranger sent may be quoted, and JSON is UTF-8.
  json_object body;
  body["error"] = escape(as_bytes(why.what)).text;
  body["hint"] = escape(as_bytes(why.hint)).text;
  return json_response(body, status);
}

api_response not_found(std::string_view what, std::string_view hint) {
  return error_response(404, {"no such " + std::string(what), std::string(hint)});
}

std::function<void(result<json_object, failure>)> reply_with(const api_reply& reply) {
  return [reply](const result<json_object, failure>& outcome) {
    reply(outcome ? json_response(*outcome) : error_response(409, outcome.error()));
  };
}

}  // namespace aviary
