#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <string>

#include "messages/bytes.hpp"
#include "messages/dns_query.hpp"
#include "messages/hex.hpp"
#include "messages/key_schedule.hpp"
#include "messages/result.hpp"
#include "messages/zone_name.hpp"

// What the tests of the wire share: a zone, keys, octets drawn by rapidcheck, the vectors.

namespace aviary::wire {

inline zone_name zone(std::string_view text = "c.example.net") {
  return *zone_name::parse(text);
}

template <class Key>
Key counting_key(std::uint8_t first) {
  return Key::filled_by([&](std::uint8_t* octets) {
    for (std::size_t i = 0; i < Key::size; ++i) octets[i] = static_cast<std::uint8_t>(first + i);
  });
}
/// The keys of the vectors.
inline fragment_key query_key() {
  return counting_key<fragment_key>(0);
}
inline ack_key answer_key() {
  return counting_key<ack_key>(16);
}

/// Hexadecimal without the blanks that show where its fields end.
inline std::string joined(std::string text) {
  std::erase(text, ' ');
  return text;
}

inline bytes unhex(std::string_view text) {
  const auto octets = from_hex(joined(std::string(text)));
  EXPECT_TRUE(octets.has_value()) << text;
  return octets.value_or(bytes{});
}

/// The error, or nothing. error() of a result that has a value is the first error of its list.
template <class Value, class Error>
std::optional<Error> error_in(const result<Value, Error>& of) {
  if (of.has_value()) return std::nullopt;
  return of.error();
}

inline bytes copy_of(byte_view octets) {
  return {octets.begin(), octets.end()};
}

inline bytes drawn_octets(std::size_t count) {
  return *rc::gen::container<bytes>(count, rc::gen::arbitrary<std::uint8_t>());
}
inline bytes drawn_octets(std::size_t least, std::size_t most) {
  return drawn_octets(*rc::gen::inRange(least, most + 1));
}

/// The same letters, each in a case of its own.
inline bytes mixed_case(byte_view name) {
  auto mixed = copy_of(name);
  for (auto& octet : mixed) {
    const bool letter = octet >= 'a' && octet <= 'z';
    if (letter && *rc::gen::arbitrary<bool>()) octet = static_cast<std::uint8_t>(octet - 0x20);
  }
  return mixed;
}

/// Names and values of tests/vectors/wire.txt.
inline std::map<std::string, bytes> read_vectors() {
  std::ifstream file(AVIARY_SOURCE_DIR "/tests/vectors/wire.txt");
  std::map<std::string, bytes> vectors;
  for (std::string line; std::getline(file, line);) {
    const auto at = line.find(" = ");
    if (line.starts_with('#') || at == std::string::npos) continue;
    vectors[line.substr(0, at)] = unhex(line.substr(at + 3));
  }
  return vectors;
}
inline const bytes& vector_of(const std::string& name) {
  static const auto vectors = read_vectors();
  return vectors.at(name);
}

}  // namespace aviary::wire
