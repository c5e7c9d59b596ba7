#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "actors/event_codec.hpp"

// What somebody may do at the console (docs/ACCOUNTS.md). Each role may whatever those before it
// may.

namespace aviary {

enum class role : std::uint8_t { read_only, analyst, admin };

inline constexpr std::array<std::string_view, 3> role_names{"read-only", "analyst", "admin"};

inline std::string_view to_text(role one) {
  return role_names[static_cast<std::size_t>(one)];
}

inline std::optional<role> role_from_text(std::string_view text) {
  for (std::size_t i = 0; i < role_names.size(); ++i)
    if (role_names[i] == text) return static_cast<role>(i);
  return {};
}

namespace detail {

template <>
struct json_form<role> {
  static json_value write(const role& value) { return json_value(to_text(value)); }
  static bool read(const json_value& in, role& out) {
    if (!in.is_string()) return false;
    const auto known = role_from_text(in.get_string());
    if (known) out = *known;
    return known.has_value();
  }
};

}  // namespace detail

}  // namespace aviary
