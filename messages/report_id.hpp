#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "messages/bytes.hpp"
#include "messages/ids.hpp"

// A report's name, from its making to the alert (docs/PROTOCOL.md section 3).
//
//   | boot number 4 | random 4 | sequence 4 | BLAKE2b-64 of the body 8 |
//
// Everything is deduplicated on it. One (boot, sequence) with two hashes is a cloned bird.

namespace aviary {

inline constexpr std::size_t report_id_octets = 20;

/// The boot of what the console files about a bird itself; its sequence is the session's ordinal.
inline constexpr boot_id console_boot{{0xFFFFFFFF}, 0xFFFFFFFF};

/// The boot number in the report id of what no report could be made of.
inline constexpr boot_number unreadable_boot{0xFFFFFFFE};

report_id make_report_id(boot_id boot, report_sequence sequence, byte_view body);

/// BLAKE2b-64 of a body: the half of the name that a REPLY repeats.
report_hash hash_report(byte_view body);

void write(byte_writer& out, const report_id& id);
report_id read_report_id(byte_reader& in);

/// `00000007-5eed1234-0000002a-0123456789abcdef`: boot number, random, sequence, hash.
std::string to_text(const report_id& id);
/// Exactly that form, or nothing.
std::optional<report_id> report_id_from_text(std::string_view text);

}  // namespace aviary
