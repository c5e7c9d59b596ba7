#include "bird/decoys/worker/client_identification.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace aviary {
namespace {

std::optional<int> take_number(std::string_view& text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

bool take(std::string_view& text, std::string_view head) {
  const bool found = text.starts_with(head);
  if (found) text.remove_prefix(head.size());
  return found;
}

// RFC 4253 section 4.2: SSH-protoversion-softwareversion. Section 5.1: "1.99" means 2.0 as well.
identification judge(std::string_view line) {
  if (!take(line, "SSH-")) return identification::invalid;
  const auto major = take_number(line);
  const bool dot = take(line, ".");
  const auto minor = take_number(line);
  const bool complete = major && dot && minor && take(line, "-") && !line.empty();
  if (!complete) return identification::invalid;
  const bool speaks_2 = *major == 2 || (*major == 1 && *minor == 99);
  return speaks_2 ? identification::accepted : identification::other_version;
}

}  // namespace

identification_result identify_client(byte_view input) {
  bool returned = false;
  for (std::size_t i = 0, kept = 0; i < input.size(); ++i) {
    const auto octet = input[i];
    if (octet == '\n') return {judge(as_text(input.first(kept))), input.first(kept)};
    const bool misplaced = returned && octet != '\r';  // a carriage return may only end the line
    if (octet == 0 || misplaced || kept > identification_octets_max)
      return {identification::invalid, input.first(kept)};
    returned = octet == '\r';
    if (!returned) ++kept;
  }
  return {};
}

std::string_view refusal(identification verdict) {
  switch (verdict) {
    case identification::invalid:
      return "Invalid SSH identification string.\r\n";
    case identification::other_version:
      return "Protocol major versions differ.\r\n";
    case identification::incomplete:
    case identification::accepted:
      break;
  }
  return {};
}

}  // namespace aviary
