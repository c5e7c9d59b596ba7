#include "messages/escape.hpp"

#include <algorithm>
#include <cstdint>

#include "messages/hex.hpp"

namespace aviary {
namespace {

/// One character or one stray octet at the head of a text.
struct piece {
  std::size_t octets = 1;
  char32_t code_point = 0;
  bool well_formed = false;
};

bool between(std::uint8_t octet, std::uint8_t low, std::uint8_t high) {
  return low <= octet && octet <= high;
}

// Unicode 15, table 3-7: the second octet's range depends on the first, which is what keeps out
// overlong forms (C0, C1, E0 80, F0 80), surrogates (ED A0) and what lies beyond U+10FFFF (F4 90).
piece first_piece(byte_view text) {
  const auto first = text.front();
  if (first < 0x80) return {1, first, true};

  std::size_t octets = 0;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xBF;
  if (between(first, 0xC2, 0xDF)) octets = 2;
  if (between(first, 0xE0, 0xEF)) octets = 3;
  if (between(first, 0xF0, 0xF4)) octets = 4;
  if (first == 0xE0) low = 0xA0;
  if (first == 0xED) high = 0x9F;
  if (first == 0xF0) low = 0x90;
  if (first == 0xF4) high = 0x8F;
  if (octets == 0 || text.size() < octets) return {};

  char32_t code_point = first & (0x7Fu >> octets);
  for (std::size_t i = 1; i < octets; ++i) {
    if (!between(text[i], low, high)) return {};
    code_point = code_point << 6 | (text[i] & 0x3Fu);
    low = 0x80;
    high = 0xBF;
  }
  return {octets, code_point, true};
}

bool is_odd(const piece& head) {
  const auto c = head.code_point;
  return !head.well_formed || c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E ||
         c == 0x200F || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

// Octets that an escaped text must keep together: a character, `\\`, or `\xNN`.
std::size_t unit_octets(byte_view text) {
  if (text.front() != '\\' || text.size() < 2) return first_piece(text).octets;
  if (text[1] == 'x') return std::min<std::size_t>(4, text.size());
  return text[1] == '\\' ? 2 : 1;
}

template <class Measure>
std::string_view cut(std::string_view text, std::size_t octets_max, Measure&& measure) {
  if (text.size() <= octets_max) return text;
  std::size_t kept = 0;
  for (;;) {
    const std::size_t next = measure(as_bytes(text.substr(kept)));
    if (kept + next > octets_max) return text.substr(0, kept);
    kept += next;
  }
}

}  // namespace

bool needs_escape(byte_view octets) {
  while (!octets.empty()) {
    const auto head = first_piece(octets);
    if (is_odd(head)) return true;
    octets = octets.subspan(head.octets);
  }
  return false;
}

bool is_utf8(byte_view octets) {
  while (!octets.empty()) {
    const auto head = first_piece(octets);
    if (!head.well_formed) return false;
    octets = octets.subspan(head.octets);
  }
  return true;
}

std::string escape_always(byte_view octets) {
  std::string text;
  text.reserve(octets.size() + 16);
  while (!octets.empty()) {
    const auto head = first_piece(octets);
    const auto piece_octets = octets.first(head.octets);
    if (is_odd(head)) {
      for (auto octet : piece_octets) text += "\\x" + to_hex({&octet, 1});
    } else if (head.code_point == '\\') {
      text += "\\\\";
    } else {
      text += as_text(piece_octets);
    }
    octets = octets.subspan(head.octets);
  }
  return text;
}

escaped_text escape(byte_view octets) {
  if (!needs_escape(octets)) return {std::string(as_text(octets)), false};
  return {escape_always(octets), true};
}

std::optional<bytes> unescape(std::string_view text) {
  bytes octets;
  octets.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto rest = text.substr(at);
    if (rest.front() != '\\') {
      octets.push_back(static_cast<std::uint8_t>(rest.front()));
      at += 1;
    } else if (rest.starts_with("\\\\")) {
      octets.push_back('\\');
      at += 2;
    } else {
      if (!rest.starts_with("\\x") || rest.size() < 4) return std::nullopt;
      const auto octet = from_hex(rest.substr(2, 2));
      if (!octet) return std::nullopt;
      octets.push_back(octet->front());
      at += 4;
    }
  }
  return octets;
}

std::string_view cut_utf8(std::string_view text, std::size_t octets_max) {
  return cut(text, octets_max, [](byte_view rest) { return first_piece(rest).octets; });
}

std::string_view cut_escaped(std::string_view text, std::size_t octets_max) {
  return cut(text, octets_max, unit_octets);
}

}  // namespace aviary
