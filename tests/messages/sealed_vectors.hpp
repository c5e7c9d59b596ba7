#pragma once

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "messages/hex.hpp"
#include "messages/json.hpp"
#include "messages/key_schedule.hpp"
#include "tests/messages/sealed_samples.hpp"

// Known answers from tests/vectors/sealed.json, which a script beside it reckons without libsodium.

namespace aviary::samples {

inline const json_object& sealed_vectors() {
  static const json_value read = [] {
    std::ifstream file(AVIARY_SOURCE_DIR "/tests/vectors/sealed.json");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return samples::must(parse_json(text));
  }();
  return read.get_object();
}

inline std::string answer(std::string_view name) {
  return std::string(find_text(sealed_vectors(), name).value());
}

inline std::string key_answer(std::string_view name) {
  return std::string(find_text(*find_object(sealed_vectors(), "keys"), name).value());
}

inline std::uint64_t input_number(std::string_view name) {
  return find_uint(*find_object(sealed_vectors(), "inputs"), name).value();
}

inline bytes input_octets(std::string_view name) {
  return from_hex(find_text(*find_object(sealed_vectors(), "inputs"), name).value()).value();
}

template <class Octets>
Octets input_as(std::string_view name) {
  const auto octets = input_octets(name);
  std::array<std::uint8_t, Octets::size> value;
  std::copy_n(octets.begin(), Octets::size, value.begin());
  return Octets{value};
}

/// The registration that the vectors are about, and its root as the bird reckons it.
inline registration_names names_of_the_vectors() {
  return {input_as<bird_id>("bird_id"),
          {static_cast<std::uint32_t>(input_number("registration_no"))},
          make_key_pair(input_as<key_seed>("bird_seed")).open,
          make_key_pair(input_as<key_seed>("console_seed")).open};
}

inline root_key root_of_the_vectors() {
  const auto own = make_key_pair(input_as<key_seed>("bird_seed"));
  return samples::must(agree_root_on_bird(own.hidden, names_of_the_vectors()));
}

}  // namespace aviary::samples
