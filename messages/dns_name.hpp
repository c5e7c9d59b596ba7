#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "messages/bytes.hpp"
#include "messages/limits.hpp"
#include "messages/result.hpp"

// Domain names in wire form (RFC 1035 section 3.1):
//
//     +-----+-----------+-----+-----------+ ... +---+
//     | len | len octets| len | len octets|     | 0 |      at most 255 octets, labels at most 63
//     +-----+-----------+-----+-----------+ ... +---+
//
// Read from packets with or without compression, always total: a bounded number of steps, no
// allocation.

namespace aviary {

/// A to z for A to Z, everything else unchanged: DNS knows no other case (RFC 4343).
constexpr std::uint8_t lower_case(std::uint8_t octet) {
  return octet >= 'A' && octet <= 'Z' ? static_cast<std::uint8_t>(octet | 0x20) : octet;
}

/// Copies a name's wire form in lower case to `out`, which has room for it, and returns the place
/// behind it. Length octets are below 64 and so have no case.
std::uint8_t* put_lower_case(byte_view name, std::uint8_t* out);

/// One name, owned, without allocation. A default one is the root.
class dns_name {
 public:
  dns_name() = default;
  /// `wire` is a whole well-formed uncompressed name, for instance one that a parser passed.
  explicit dns_name(byte_view wire);

  /// Reads a host name such as "ns.example.net", with or without the last dot, into lower case.
  /// Labels are letters, digits and inner hyphens. Errors say what to write instead.
  static result<dns_name, failure> parse(std::string_view text);

  byte_view wire() const { return {octets_.data(), size_}; }
  /// Without the last dot; the root is ".". Octets outside printable ASCII are shown as \DDD.
  std::string text() const;

  friend bool operator==(const dns_name& a, const dns_name& b);

 private:
  std::array<std::uint8_t, name_octets_max> octets_{};
  std::uint8_t size_ = 1;
};

/// A name in wire form as text, see dns_name::text().
std::string name_text(byte_view wire);

/// Equality of two wire forms, case-blind for A to Z.
bool same_name(byte_view a, byte_view b);

enum class name_error : std::uint8_t {
  cut_short,
  bad_label_type,
  compressed,
  too_long,
  forward_pointer,
  too_many_jumps
};
std::string_view describe(name_error error);

/// The uncompressed name at the front of `octets` (RFC 1035 section 4.1.2: a question's name has
/// nothing before it to point to). A pointer is an error.
result<byte_view, name_error> read_plain_name(byte_view octets);

/// A name read out of a packet, with the offset behind it in the packet.
struct packet_name {
  dns_name name;
  std::size_t end = 0;
};

/// The name at `offset`, following compression pointers (RFC 1035 section 4.1.4). A pointer must
/// lead to before the place it stands at or was reached from, so every read ends.
result<packet_name, name_error> read_name(byte_view packet, std::size_t offset);

}  // namespace aviary
