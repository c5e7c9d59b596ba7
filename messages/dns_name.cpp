#include "messages/dns_name.hpp"

#include <algorithm>
#include <cstring>

#include "messages/dns_message.hpp"
#include "messages/invariant.hpp"
#include "messages/put_octets.hpp"

namespace aviary {
namespace {

/// RFC 1035 section 4.1.4: the two high bits of a length octet.
constexpr std::uint8_t label_type_mask = 0xC0;

/// Every pointer leads to before all octets read so far, so a name of 127 labels could take 127
/// jumps; no writer needs more than a few, and a packet made of pointers should cost little.
constexpr int jumps_max = 16;

bool is_host_character(std::uint8_t octet) {
  const auto letter = lower_case(octet);
  return (letter >= 'a' && letter <= 'z') || (octet >= '0' && octet <= '9') || octet == '-';
}

/// Why a label cannot stand in a host name, or nothing (RFC 1123 section 2.1).
std::optional<failure> label_failure(std::string_view label, std::string_view whole) {
  const auto name = std::string(whole);
  if (label.empty())
    return failure{"\"" + name + "\" has an empty label",
                   "write one dot between labels, as in c.example.net"};
  if (label.size() > label_octets_max)
    return failure{
        "a label of \"" + name + "\" has " + std::to_string(label.size()) + " characters",
        "shorten it to 63 or fewer"};
  if (label.front() == '-' || label.back() == '-')
    return failure{"a label of \"" + name + "\" begins or ends with a hyphen",
                   "keep hyphens inside labels, as in my-zone.example.net"};
  for (const auto octet : as_bytes(label)) {
    if (octet >= 0x80)
      return failure{"\"" + name + "\" has a character outside ASCII",
                     "write an international name in its xn-- form"};
    if (!is_host_character(octet))
      return failure{"\"" + name + "\" has a character that no host name has",
                     "use letters, digits, hyphens and dots only"};
  }
  return std::nullopt;
}

}  // namespace

// -- owned names ----------------------------------------------------------------------------------

dns_name::dns_name(byte_view wire) : size_(static_cast<std::uint8_t>(wire.size())) {
  AVIARY_INVARIANT(!wire.empty() && wire.size() <= name_octets_max, "a name has 1 to 255 octets");
  put_octets(wire, octets_.data());
}

result<dns_name, failure> dns_name::parse(std::string_view text) {
  auto rest = text;
  if (rest.ends_with('.')) rest.remove_suffix(1);
  if (rest.empty())
    return failure{"an empty name", "write a host name, for instance ns.example.net"};
  if (rest.size() + 2 > name_octets_max)
    return failure{"a name of " + std::to_string(rest.size()) + " characters",
                   "shorten it to 253 or fewer"};
  dns_name name;
  std::size_t at = 0;
  for (;;) {
    const auto dot = rest.find('.');
    const auto label = rest.substr(0, dot);
    if (auto why = label_failure(label, text)) return std::move(*why);
    name.octets_[at++] = static_cast<std::uint8_t>(label.size());
    for (const auto octet : as_bytes(label)) name.octets_[at++] = lower_case(octet);
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  name.octets_[at++] = 0;
  name.size_ = static_cast<std::uint8_t>(at);
  return name;
}

std::string dns_name::text() const {
  return name_text(wire());
}

bool operator==(const dns_name& a, const dns_name& b) {
  return same_name(a.wire(), b.wire());
}

std::string name_text(byte_view wire) {
  std::string text;
  byte_reader in(wire);
  while (const auto size = in.u8()) {
    if (!text.empty()) text += '.';
    for (const auto octet : in.octets(size)) {
      const auto character = static_cast<char>(octet);
      if (octet <= ' ' || octet >= 0x7F) {
        text += '\\';
        for (const auto digit : {octet / 100, octet / 10 % 10, octet % 10})
          text += static_cast<char>('0' + digit);
      } else {
        if (character == '.' || character == '\\') text += '\\';
        text += character;
      }
    }
  }
  return text.empty() ? "." : text;
}

bool same_name(byte_view a, byte_view b) {
  // Length octets have no case: the two forms are compared as they are. Most are spelt alike.
  return std::ranges::equal(a, b) || std::ranges::equal(a, b, {}, lower_case, lower_case);
}

namespace {

/// lower_case() of each of eight octets.
constexpr std::uint64_t lower_case_of_each(std::uint64_t octets) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  // In seven bits a sum sets the eighth from one value on, and carries into no neighbour.
  const auto low = octets & 0x7F * ones;
  const auto from_a = low + (0x80 - 'A') * ones;
  const auto behind_z = low + (0x7F - 'Z') * ones;
  const auto upper = ~octets & (from_a ^ behind_z) & 0x80 * ones;
  return octets | upper >> 2;
}
static_assert(lower_case_of_each(0x40415A5B'617AC1DA) == 0x40617A5B'617AC1DA);

}  // namespace

std::uint8_t* put_lower_case(byte_view name, std::uint8_t* out) {
  std::uint64_t word = 0;
  for (; name.size() >= sizeof word; name = name.subspan(sizeof word), out += sizeof word) {
    std::memcpy(&word, name.data(), sizeof word);
    word = lower_case_of_each(word);
    std::memcpy(out, &word, sizeof word);
  }
  for (const auto octet : name) *out++ = lower_case(octet);
  return out;
}

// -- names in packets -----------------------------------------------------------------------------

std::string_view describe(name_error error) {
  switch (error) {
    case name_error::cut_short:
      return "a name that runs out of its packet";
    case name_error::bad_label_type:
      return "a label of an unknown type";
    case name_error::compressed:
      return "a compression pointer where none may be";
    case name_error::too_long:
      return "a name of more than 255 octets";
    case name_error::forward_pointer:
      return "a compression pointer that does not lead back";
    case name_error::too_many_jumps:
      return "a name of too many compression pointers";
  }
  return "unknown";
}

result<byte_view, name_error> read_plain_name(byte_view octets) {
  std::size_t at = 0;
  for (;;) {
    if (at >= octets.size()) return name_error::cut_short;
    const auto size = octets[at];
    if (size > label_octets_max)
      return (size & label_type_mask) == label_type_mask ? name_error::compressed
                                                         : name_error::bad_label_type;
    at += size + std::size_t{1};
    if (at > name_octets_max) return name_error::too_long;
    if (size == 0) return octets.first(at);
  }
}

result<packet_name, name_error> read_name(byte_view packet, std::size_t offset) {
  std::array<std::uint8_t, name_octets_max> wire;
  std::size_t size = 0;
  std::size_t at = offset;
  std::size_t limit = packet.size();  // a run of labels may not reach into the run that led to it
  std::size_t run_begin = offset;
  std::size_t end = 0;
  for (int jumps = 0;;) {
    if (at >= limit) return name_error::cut_short;
    const auto octet = packet[at];
    if ((octet & label_type_mask) == label_type_mask) {
      if (at + 1 >= limit) return name_error::cut_short;
      const auto target = std::size_t{octet & 0x3Fu} << 8 | packet[at + 1];
      if (target >= run_begin) return name_error::forward_pointer;
      if (++jumps > jumps_max) return name_error::too_many_jumps;
      if (end == 0) end = at + pointer_octets;
      limit = run_begin;
      at = run_begin = target;
      continue;
    }
    if (octet > label_octets_max) return name_error::bad_label_type;
    const auto step = octet + std::size_t{1};
    if (step > limit - at) return name_error::cut_short;
    if (size + step > name_octets_max) return name_error::too_long;
    put_octets(packet.subspan(at, step), wire.data() + size);
    size += step;
    at += step;
    if (octet == 0) break;
  }
  return packet_name{dns_name(byte_view(wire.data(), size)), end == 0 ? at : end};
}

}  // namespace aviary
