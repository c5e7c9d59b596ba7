#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "messages/limits.hpp"
#include "messages/result.hpp"

// The one door to Boost.JSON. Boost writes invalid UTF-8 and infinities that it then refuses to
// read (or reads as something else), so both are refused at the door and text is cleaned before it
// becomes a value (`escape`). A number that is not whole, or above 2^64, is read to within its last
// bit only: nothing of ours is one, and what an intake brings is shown, not reckoned with.

namespace aviary {

using json_value = boost::json::value;
using json_object = boost::json::object;
using json_array = boost::json::array;

enum class json_error {
  too_large,   ///< longer than the caller allows
  too_deep,    ///< more arrays and objects within each other than the caller allows
  not_utf8,    ///< RFC 8259 section 8.1
  not_finite,  ///< a number that no double holds
  malformed,   ///< RFC 8259 section 2, half of a surrogate pair, or something after the value
};
std::string_view describe(json_error error);

struct json_limits {
  std::size_t octets = message_octets_max;
  std::size_t depth = json_depth_max;
};

/// Reads exactly one value. Of two members with one name the last one stands.
result<json_value, json_error> parse_json(std::string_view text, json_limits limits = {});

/// Without white space, members in the order in which they were put in: the same value gives the
/// same text everywhere, so that it can be hashed. Every string in `value` must be UTF-8 and every
/// number finite.
std::string serialize_json(const json_value& value);
std::string serialize_json(const json_object& object);
std::string serialize_json(const json_array& array);

// -- reading an object without trusting it --------------------------------------------------------
// Nothing when the member is missing or of another type. Integers are taken from whole numbers
// only: 3.0 is none.

std::optional<std::string_view> find_text(const json_object& object, std::string_view name);
std::optional<std::uint64_t> find_uint(const json_object& object, std::string_view name);
std::optional<std::int64_t> find_int(const json_object& object, std::string_view name);
std::optional<bool> find_bool(const json_object& object, std::string_view name);
const json_object* find_object(const json_object& object, std::string_view name);
const json_array* find_array(const json_object& object, std::string_view name);

/// The same for a value by itself.
std::optional<std::uint64_t> uint_in(const json_value& value);
std::optional<std::int64_t> int_in(const json_value& value);
std::optional<std::string_view> text_in(const json_value& value);

}  // namespace aviary
