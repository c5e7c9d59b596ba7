#include "messages/json.hpp"

#include <algorithm>
#include <boost/json/error.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>

#include "messages/bytes.hpp"
#include "messages/escape.hpp"

namespace aviary {
namespace {

namespace bj = boost::json;

// Boost reads 1e400 as infinity. Recursion is bounded by the depth that the parser allowed.
bool all_finite(const json_value& value) {
  if (const auto* number = value.if_double()) return std::isfinite(*number);
  if (const auto* array = value.if_array()) return std::ranges::all_of(*array, all_finite);
  if (const auto* object = value.if_object())
    return std::ranges::all_of(*object,
                               [](const auto& member) { return all_finite(member.value()); });
  return true;
}

json_error error_of(const boost::system::error_code& code) {
  if (code == bj::error::too_deep) return json_error::too_deep;
  if (code == bj::error::exponent_overflow) return json_error::not_finite;
  return json_error::malformed;
}

const json_value* find(const json_object& object, std::string_view name) {
  return object.if_contains({name.data(), name.size()});
}

}  // namespace

std::string_view describe(json_error error) {
  switch (error) {
    case json_error::too_large:
      return "JSON above the size limit";
    case json_error::too_deep:
      return "JSON nested too deep";
    case json_error::not_utf8:
      return "JSON that is not UTF-8";
    case json_error::not_finite:
      return "a number that is not finite";
    case json_error::malformed:
      return "not JSON";
  }
  return "unknown JSON error";
}

result<json_value, json_error> parse_json(std::string_view text, json_limits limits) {
  if (text.size() > limits.octets) return json_error::too_large;
  if (!is_utf8(as_bytes(text))) return json_error::not_utf8;
  bj::parse_options options;
  options.max_depth = limits.depth;
  boost::system::error_code code;
  auto value = bj::parse({text.data(), text.size()}, code, {}, options);
  if (code) return error_of(code);
  if (!all_finite(value)) return json_error::not_finite;
  return value;
}

std::string serialize_json(const json_value& value) {
  return bj::serialize(value);
}
std::string serialize_json(const json_object& object) {
  return bj::serialize(object);
}
std::string serialize_json(const json_array& array) {
  return bj::serialize(array);
}

// -- reading an object without trusting it --------------------------------------------------------

std::optional<std::uint64_t> uint_in(const json_value& value) {
  if (const auto* number = value.if_uint64()) return *number;
  const auto* number = value.if_int64();
  if (number && *number >= 0) return static_cast<std::uint64_t>(*number);
  return std::nullopt;
}

std::optional<std::int64_t> int_in(const json_value& value) {
  if (const auto* number = value.if_int64()) return *number;
  const auto* number = value.if_uint64();
  if (number && *number <= INT64_MAX) return static_cast<std::int64_t>(*number);
  return std::nullopt;
}

std::optional<std::string_view> text_in(const json_value& value) {
  if (const auto* text = value.if_string()) return std::string_view(text->data(), text->size());
  return std::nullopt;
}

std::optional<std::string_view> find_text(const json_object& object, std::string_view name) {
  const auto* value = find(object, name);
  return value ? text_in(*value) : std::nullopt;
}

std::optional<std::uint64_t> find_uint(const json_object& object, std::string_view name) {
  const auto* value = find(object, name);
  return value ? uint_in(*value) : std::nullopt;
}

std::optional<std::int64_t> find_int(const json_object& object, std::string_view name) {
  const auto* value = find(object, name);
  return value ? int_in(*value) : std::nullopt;
}

std::optional<bool> find_bool(const json_object& object, std::string_view name) {
  const auto* value = find(object, name);
  const auto* flag = value ? value->if_bool() : nullptr;
  return flag ? std::optional(*flag) : std::nullopt;
}

const json_object* find_object(const json_object& object, std::string_view name) {
  const auto* value = find(object, name);
  return value ? value->if_object() : nullptr;
}

const json_array* find_array(const json_object& object, std::string_view name) {
  const auto* value = find(object, name);
  return value ? value->if_array() : nullptr;
}

}  // namespace aviary
