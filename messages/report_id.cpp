#include "messages/report_id.hpp"

#include <algorithm>

#include "messages/hash.hpp"
#include "messages/hex.hpp"

namespace aviary {
namespace {

// In groups of 4, 4, 4 and 8 octets, as the text form shows them.
constexpr std::string_view pattern = "00000000-00000000-00000000-0000000000000000";

}  // namespace

report_hash hash_report(byte_view body) {
  return blake2b_as<report_hash>({body});
}

report_id make_report_id(boot_id boot, report_sequence sequence, byte_view body) {
  return {boot, sequence, hash_report(body)};
}

void write(byte_writer& out, const report_id& id) {
  out.u32(id.boot.number.value);
  out.u32(id.boot.random);
  out.u32(id.sequence.value);
  out.octets(id.hash.value);
}

report_id read_report_id(byte_reader& in) {
  report_id id;
  id.boot.number.value = in.u32();
  id.boot.random = in.u32();
  id.sequence.value = in.u32();
  std::ranges::copy(in.octets(report_hash::size), id.hash.value.begin());
  return id;
}

std::string to_text(const report_id& id) {
  bytes octets;
  byte_writer out(octets);
  write(out, id);
  auto text = to_hex(octets);
  for (std::size_t group = 0; group < 3; ++group) text.insert(8 + 9 * group, 1, '-');
  return text;
}

std::optional<report_id> report_id_from_text(std::string_view text) {
  if (text.size() != pattern.size()) return std::nullopt;
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((text[i] == '-') != (pattern[i] == '-')) return std::nullopt;
    if (text[i] != '-') digits += text[i];
  }
  const auto octets = from_hex(digits);
  if (!octets) return std::nullopt;
  byte_reader in(*octets);
  return read_report_id(in);
}

}  // namespace aviary
