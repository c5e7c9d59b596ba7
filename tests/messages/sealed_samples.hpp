#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

#include "messages/bytes.hpp"
#include "messages/hex.hpp"
#include "messages/key_schedule.hpp"
#include "messages/result.hpp"

// What the tests of the sealed half share: octets from hexadecimal, keys from one octet, and
// generators that favour what parsers stumble over.

namespace aviary::samples {

inline bytes unhex(std::string_view text) {
  return from_hex(text).value();
}

inline bytes to_bytes(std::string_view text) {
  return {text.begin(), text.end()};
}

/// The value, or a failed test. (`result` itself throws only what is made for it.)
template <class Value, class Error>
Value must(result<Value, Error> outcome) {
  if (!outcome) throw std::runtime_error("a value was expected");
  return std::move(*outcome);
}

/// A strong type or a secret whose octets count up from `first`.
template <class Octets>
Octets counting(std::uint8_t first) {
  std::array<std::uint8_t, Octets::size> value;
  for (std::size_t i = 0; i < value.size(); ++i) value[i] = static_cast<std::uint8_t>(first + i);
  return Octets{value};
}

inline bytes any_octets() {
  return *rc::gen::arbitrary<bytes>();
}

template <class Octets>
Octets any_fixed() {
  Octets octets;
  const auto drawn = *rc::gen::container<bytes>(Octets::size, rc::gen::arbitrary<std::uint8_t>());
  std::ranges::copy(drawn, octets.value.begin());
  return octets;
}

/// Octets as an attacker types them: letters, quotation marks, back slashes, control characters,
/// whole and broken UTF-8.
inline bytes any_odd_text() {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "a", "Z", " ", "\"", "\\", "\\x41", "/", "~", "\n", "\x1b[2J", std::string(1, '\0'), "\x7f",
      "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x90\xa6", "\xc2\x85", "\xe2\x80\xae", "\xff",
      "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80"));
  bytes text;
  for (const auto& piece : pieces) text.insert(text.end(), piece.begin(), piece.end());
  return text;
}

}  // namespace aviary::samples
