#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "messages/bytes.hpp"
#include "messages/hex.hpp"
#include "messages/ids.hpp"
#include "messages/json.hpp"
#include "messages/report_id.hpp"
#include "messages/result.hpp"
#include "messages/time.hpp"

// Events as JSON, and commands, effects and hints as text for transcripts. A struct says once what
// it is called and which fields it has:
//
//   struct report_filed {
//     static constexpr std::string_view name = "report_filed";
//     std::uint64_t n = 0;
//     static void fields(auto& self, auto&& field) { field("n", self.n); }
//   };
//
// Fields are added and never renamed: a field that an old record lacks keeps its default, a field
// that this version does not know is passed over. A name that it does not know is an error, because
// a state folded without that event would be a wrong state.

namespace aviary {

enum class event_error { not_json, unknown_name, wrong_field };
std::string_view describe(event_error error);

template <class Struct>
concept described = requires {
  { Struct::name } -> std::convertible_to<std::string_view>;
};

// -- to JSON -------------------------------------------------------------------------------------

namespace detail {

template <class Value>
struct json_form {  // integers, bool, text
  static json_value write(const Value& value) { return json_value(value); }
  static bool read(const json_value& in, Value& out) {
    if constexpr (std::same_as<Value, bool>) {
      if (!in.is_bool()) return false;
      out = in.get_bool();
    } else if constexpr (std::integral<Value>) {
      boost::system::error_code error;
      const auto number = in.to_number<Value>(error);
      if (error) return false;
      out = number;
    } else {
      if (!in.is_string()) return false;
      out = Value(in.get_string());
    }
    return true;
  }
};

template <class Tag, class Integer>
struct json_form<number<Tag, Integer>> {
  static json_value write(const number<Tag, Integer>& value) {
    return json_form<Integer>::write(value.value);
  }
  static bool read(const json_value& in, number<Tag, Integer>& out) {
    return json_form<Integer>::read(in, out.value);
  }
};

template <class Tag, std::size_t Size>
struct json_form<octets<Tag, Size>> {
  static json_value write(const octets<Tag, Size>& value) {
    return json_value(to_hex(value.value));
  }
  static bool read(const json_value& in, octets<Tag, Size>& out) {
    if (!in.is_string()) return false;
    const auto read = octets_from_hex<octets<Tag, Size>>(in.get_string());
    if (read) out = *read;
    return read.has_value();
  }
};

template <>
struct json_form<bytes> {
  static json_value write(const bytes& value) { return json_value(to_hex(value)); }
  static bool read(const json_value& in, bytes& out) {
    if (!in.is_string()) return false;
    auto octets_read = from_hex(in.get_string());
    if (octets_read) out = std::move(*octets_read);
    return octets_read.has_value();
  }
};

template <>
struct json_form<wall_time> {  // milliseconds since 1970
  static json_value write(const wall_time& value) {
    return json_value(value.time_since_epoch().count());
  }
  static bool read(const json_value& in, wall_time& out) {
    std::int64_t milliseconds = 0;
    const bool read_well = json_form<std::int64_t>::read(in, milliseconds);
    if (read_well) out = wall_time(std::chrono::milliseconds(milliseconds));
    return read_well;
  }
};

template <>
struct json_form<report_id> {
  static json_value write(const report_id& value) { return json_value(to_text(value)); }
  static bool read(const json_value& in, report_id& out) {
    if (!in.is_string()) return false;
    const auto id = report_id_from_text(in.get_string());
    if (id) out = *id;
    return id.has_value();
  }
};

template <class Value>
struct json_form<std::optional<Value>> {
  static json_value write(const std::optional<Value>& value) {
    return value ? json_form<Value>::write(*value) : json_value(nullptr);
  }
  static bool read(const json_value& in, std::optional<Value>& out) {
    out.reset();
    return in.is_null() || json_form<Value>::read(in, out.emplace());
  }
};

template <class Value>
requires(!std::same_as<Value, std::uint8_t>) struct json_form<std::vector<Value>> {
  static json_value write(const std::vector<Value>& value) {
    json_array out;
    for (const auto& element : value) out.push_back(json_form<Value>::write(element));
    return out;
  }
  static bool read(const json_value& in, std::vector<Value>& out) {
    out.clear();
    if (!in.is_array()) return false;
    for (const auto& element : in.get_array())
      if (!json_form<Value>::read(element, out.emplace_back())) return false;
    return true;
  }
};

template <class Struct>
concept has_fields = requires(Struct& self) {
  Struct::fields(self, [](std::string_view, auto&) {});
};

template <has_fields Struct>
struct json_form<Struct> {
  static json_value write(const Struct& value) {
    json_object out;
    Struct::fields(value, [&out]<class Field>(std::string_view name, const Field& field) {
      out.emplace(name, json_form<Field>::write(field));
    });
    return out;
  }
  static bool read(const json_value& in, Struct& out) {
    if (!in.is_object()) return false;
    bool read_well = true;
    Struct::fields(out, [&]<class Field>(std::string_view name, Field& field) {
      const auto* found = in.get_object().if_contains(name);
      if (found != nullptr) read_well = read_well && json_form<Field>::read(*found, field);
    });
    return read_well;
  }
};

/// Nothing: for text that is not JSON.
std::optional<json_value> parse_event_json(byte_view payload);

}  // namespace detail

/// The name under which the log stores the event.
template <class... Events>
std::string_view event_name(const std::variant<Events...>& event) {
  return std::visit([](const auto& one) -> std::string_view { return one.name; }, event);
}

/// The event's fields as one JSON object.
template <class... Events>
bytes encode_event(const std::variant<Events...>& event) {
  const auto text = serialize_json(std::visit(
      []<class Event>(const Event& one) { return detail::json_form<Event>::write(one); }, event));
  return {text.begin(), text.end()};
}

/// Errors: not_json, unknown_name (a newer version wrote it), wrong_field (a field of another
/// type).
template <class... Events>
result<std::variant<Events...>, event_error> decode_event_as(
    std::type_identity<std::variant<Events...>>, std::string_view name, byte_view payload) {
  using variant = std::variant<Events...>;
  const auto json = detail::parse_event_json(payload);
  if (!json) return event_error::not_json;
  std::optional<variant> found;
  bool read_well = true;
  const auto try_one = [&]<class Event>(std::type_identity<Event>) {
    if (Event::name != name) return false;
    Event event;
    read_well = detail::json_form<Event>::read(*json, event);
    found = std::move(event);
    return true;
  };
  const bool known = (try_one(std::type_identity<Events>{}) || ...);
  if (!known) return event_error::unknown_name;
  if (!read_well) return event_error::wrong_field;
  return *std::move(found);
}

template <class Variant>
result<Variant, event_error> decode_event(std::string_view name, byte_view payload) {
  return decode_event_as(std::type_identity<Variant>{}, name, payload);
}

/// `name {"field":value}`: what transcripts of tests and traces of the simulator print.
template <class... Values>
std::string to_transcript(const std::variant<Values...>& value) {
  return std::visit(
      []<class Value>(const Value& one) {
        return std::string(one.name) + ' ' + serialize_json(detail::json_form<Value>::write(one));
      },
      value);
}

}  // namespace aviary
