#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>

// Strong types for every number and every fixed run of octets that travels or is stored, so that no
// signature ever holds two bare integers that could be swapped.

namespace aviary {

/// An integer with a meaning. Ordered, never implicitly converted.
template <class Tag, class Integer>
struct number {
  using integer = Integer;
  Integer value{};

  friend auto operator<=>(const number&, const number&) = default;
};

/// A fixed run of octets with a meaning.
template <class Tag, std::size_t Size>
struct octets {
  static constexpr std::size_t size = Size;
  std::array<std::uint8_t, Size> value{};

  friend auto operator<=>(const octets&, const octets&) = default;
};

// -- who ------------------------------------------------------------------------------------------

/// A bird for life: random, kept by a factory reset.
using bird_id = octets<struct bird_id_tag, 16>;
/// A bird on the wire: random, given at registration, never given twice by one console.
using bird_tag = number<struct bird_tag_tag, std::uint32_t>;
/// How often this bird was registered; a factory reset keeps it.
using registration_no = number<struct registration_no_tag, std::uint32_t>;

// -- sealed messages ------------------------------------------------------------------------------

/// The nonce counter of what a bird seals: +1 for each message, never reset.
using counter = number<struct counter_tag, std::uint64_t>;
/// BLAKE2b-64 over counter and plaintext: the hedge in the nonce, and half of a message's name.
using message_tail = octets<struct message_tail_tag, 8>;
/// Freshness that a console gives with every REPLY and a heartbeat carries back.
using life_token = octets<struct life_token_tag, 8>;

/// The name of one sealed message of a bird, the `re` of a REPLY.
struct message_name {
  counter at{};
  message_tail tail{};
  friend auto operator<=>(const message_name&, const message_name&) = default;
};

// -- fragments ------------------------------------------------------------------------------------

/// Ordinal of a fragment in its sealed message, 12 bits.
using fragment_index = number<struct fragment_index_tag, std::uint16_t>;
/// Ordinal of a segment in a pulled object, 24 bits.
using segment_number = number<struct segment_number_tag, std::uint32_t>;
/// Names a pulled object on the wire.
using object_id = number<struct object_id_tag, std::uint32_t>;
/// Differs in every attempt, so that no resolver merges two of them; 5 bits.
using salt = number<struct salt_tag, std::uint8_t>;

// -- reports --------------------------------------------------------------------------------------

/// How often the bird's process has started; kept by a factory reset.
using boot_number = number<struct boot_number_tag, std::uint32_t>;
/// Ordinal of a report within one boot, from 0.
using report_sequence = number<struct report_sequence_tag, std::uint32_t>;
/// BLAKE2b-64 of a report's body.
using report_hash = octets<struct report_hash_tag, 8>;

/// One life of a bird's process. The random half tells two processes apart that claim one number.
struct boot_id {
  boot_number number{};
  std::uint32_t random = 0;
  friend auto operator<=>(const boot_id&, const boot_id&) = default;
};

/// A report's name, fixed when it is made: 20 octets on the wire.
struct report_id {
  boot_id boot{};
  report_sequence sequence{};
  report_hash hash{};
  friend auto operator<=>(const report_id&, const report_id&) = default;
};

// -- the console's own ----------------------------------------------------------------------------

/// BLAKE2b-128(bird_id | opening report id): a restored console finds the same one again.
using incident_id = octets<struct incident_id_tag, 16>;
/// One life of a log: new at init and where a loss was accepted.
using incarnation = octets<struct incarnation_tag, 16>;
/// One process of a console, drawn when it starts: who restores a log starts another one.
using console_run = octets<struct console_run_tag, 16>;
/// Count and xor of the hashes of acknowledged reports; both ends compare it (the witness).
struct report_digest {
  std::uint32_t count = 0;
  report_hash hashes_xor{};

  void add(const report_hash& hash) {
    ++count;
    for (std::size_t i = 0; i < report_hash::size; ++i) hashes_xor.value[i] ^= hash.value[i];
  }
  static void fields(auto& self, auto&& field) {
    field("count", self.count);
    field("xor", self.hashes_xor);
  }
  friend auto operator<=>(const report_digest&, const report_digest&) = default;
};

}  // namespace aviary
