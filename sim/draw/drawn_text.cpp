#include "sim/draw/drawn_text.hpp"

#include <algorithm>
#include <cstdint>

#include "messages/bytes.hpp"
#include "messages/escape.hpp"
#include "messages/hex.hpp"

namespace aviary {
namespace {

constexpr char32_t last_latin_letter = 0x024F;
constexpr char32_t soft_hyphen = 0xAD;  // is drawn or not, as the line breaks
constexpr char32_t last_ascii = 0x7E;

/// The octets of the character at the head of a well-formed text; none of an empty one.
std::size_t character_octets(std::string_view text) {
  if (text.empty()) return 0;
  const auto first = static_cast<std::uint8_t>(text.front());
  return std::min<std::size_t>(text.size(), first < 0x80   ? 1
                                            : first < 0xE0 ? 2
                                            : first < 0xF0 ? 3
                                                           : 4);
}

/// Good enough to compare with a limit below U+0800: longer characters are all beyond it.
char32_t code_point(std::string_view character) {
  const auto octet = [&](std::size_t i) { return static_cast<std::uint8_t>(character[i]); };
  if (character.size() == 1) return octet(0);
  if (character.size() == 2) return (octet(0) & 0x1Fu) << 6 | (octet(1) & 0x3Fu);
  return 0x0800;
}

bool is_drawn(std::string_view character, char32_t last) {
  const auto c = code_point(character);
  return c <= last && c != soft_hyphen;
}

std::string drawn_up_to(std::string_view octets, char32_t last) {
  auto safe = escape(as_bytes(octets));
  const auto all_drawn = [&](std::string_view text) {
    for (; !text.empty(); text.remove_prefix(character_octets(text)))
      if (!is_drawn(text.substr(0, character_octets(text)), last)) return false;
    return true;
  };
  if (all_drawn(safe.text)) return std::move(safe.text);
  if (!safe.escaped) safe.text = escape_always(as_bytes(octets));
  std::string out;
  for (std::string_view rest = safe.text; !rest.empty();) {
    const auto character = rest.substr(0, character_octets(rest));
    rest.remove_prefix(character.size());
    if (is_drawn(character, last)) {
      out += character;
      continue;
    }
    for (const auto octet : as_bytes(character)) out += "\\x" + to_hex({&octet, 1});
  }
  return out;
}

/// Octets at the head of a text that stay in one line: a character, `\\` or `\xNN`.
std::size_t unit_octets(std::string_view text) {
  if (text.starts_with("\\x")) return std::min<std::size_t>(4, text.size());
  if (text.starts_with("\\\\")) return 2;
  return character_octets(text);
}

/// The longest head of whole units that has at most so many columns; one character at least.
std::string_view head_of(std::string_view text, std::size_t columns_max) {
  std::size_t octets = 0;
  std::size_t columns = 0;
  while (octets < text.size()) {
    const auto next = unit_octets(text.substr(octets));
    const auto wide = drawn_columns(text.substr(octets, next));
    if (columns + wide > columns_max) break;
    octets += next;
    columns += wide;
  }
  return text.substr(0, octets == 0 ? character_octets(text) : octets);
}

/// The head of a text that goes into one line, and the blank behind it that goes nowhere.
std::string_view line_of(std::string_view text, std::size_t columns_max) {
  const auto head = head_of(text, columns_max);
  if (head.size() == text.size() || text[head.size()] == ' ') return head;
  const auto blank = head.rfind(' ');
  return blank == head.npos || blank == 0 ? head : head.substr(0, blank);
}

std::string cut_short(std::string_view text, std::size_t columns_max, std::string_view more) {
  const auto room = columns_max - std::min(columns_max, drawn_columns(more));
  const auto head = room == 0 ? std::string_view{} : head_of(text, room);
  return std::string(head) + std::string(more);
}

}  // namespace

std::string drawn(std::string_view octets) {
  return drawn_up_to(octets, last_latin_letter);
}

std::string drawn_ascii(std::string_view octets) {
  return drawn_up_to(octets, last_ascii);
}

std::size_t drawn_columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<std::uint8_t>(c) >> 6) != 2; }));
}

std::string xml_escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns_max,
                                 std::size_t lines_max, std::string_view more) {
  std::vector<std::string> lines;
  columns_max = std::max<std::size_t>(columns_max, 1);
  while (!text.empty() || lines.empty()) {
    if (lines.size() + 1 >= lines_max && drawn_columns(text) > columns_max) {
      lines.push_back(cut_short(text, columns_max, more));
      break;
    }
    const auto line = line_of(text, columns_max);
    lines.emplace_back(line);
    text.remove_prefix(line.size());
    if (text.starts_with(' ')) text.remove_prefix(1);
  }
  return lines;
}

std::string shortened(std::string_view text, std::size_t columns_max, std::string_view more) {
  return wrapped(text, columns_max, 1, more).front();
}

std::size_t widest(const std::vector<std::string>& lines) {
  std::size_t columns = 0;
  for (const auto& line : lines) columns = std::max(columns, drawn_columns(line));
  return columns;
}

}  // namespace aviary
