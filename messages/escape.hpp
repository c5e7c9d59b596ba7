#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "messages/bytes.hpp"

// What an attacker typed, as text that is safe to store, to show and to pass on. A decoy gets
// octets; a report is JSON, which holds UTF-8 only, and a bare line feed or terminal sequence would
// be trouble in every sink behind the console. So odd octets become `\xNN` once, on the bird.
//
// Odd are: octets that are not well-formed UTF-8 (Unicode 15, table 3-7); the control characters
// U+0000-U+001F and U+007F-U+009F, tab and line feed among them; the line and paragraph separators
// U+2028 and U+2029; and the marks that turn the direction of the text around them (U+061C, U+200E,
// U+200F, U+202A-U+202E, U+2066-U+2069). Everything else passes unchanged.
//
// A text without any of these stays byte for byte as it is, back slashes included, so that
// `WORKGROUP\bob` reads as typed. In a text with one of them every back slash is doubled; that it
// was escaped is told beside it (a report lists the field in `escaped`).

namespace aviary {

struct escaped_text {
  std::string text;      ///< always well-formed UTF-8 without control characters
  bool escaped = false;  ///< true: `unescape` gives the octets back; false: `text` is the octets
};

escaped_text escape(byte_view octets);

/// Whether `escape` would change anything. Costs no allocation.
bool needs_escape(byte_view octets);

/// Whether the octets are well-formed UTF-8 from end to end, control characters and all.
bool is_utf8(byte_view octets);

/// The escaped form even when nothing is odd: back slashes are doubled.
std::string escape_always(byte_view octets);

/// The octets of an escaped text; nothing when a back slash is followed by anything but another one
/// or `x` and two lower-case hexadecimal digits.
std::optional<bytes> unescape(std::string_view text);

/// The longest head of `text` of at most `octets_max` that cuts no UTF-8 sequence.
std::string_view cut_utf8(std::string_view text, std::size_t octets_max);

/// The same, which also cuts no `\xNN` and no doubled back slash of an escaped text.
std::string_view cut_escaped(std::string_view text, std::size_t octets_max);

}  // namespace aviary
