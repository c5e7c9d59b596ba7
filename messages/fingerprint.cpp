#include "messages/fingerprint.hpp"

#include "messages/bytes.hpp"
#include "messages/hash.hpp"

namespace aviary {

const std::array<std::string_view, fingerprint_list_size> fingerprint_list{{
#include "messages/fingerprint_words.inc"
}};

std::string fingerprint_of(const root_key& root) {
  constexpr std::size_t word_bits = 11;
  static_assert(std::size_t{1} << word_bits == fingerprint_list_size);
  const auto digest = blake2b<16>(root.view(), {as_bytes("Aviary words v1")});

  // The digest is read as one bit string, the most significant bit of each octet first.
  std::string words;
  for (std::size_t word = 0; word < fingerprint_words_count; ++word) {
    std::size_t index = 0;
    for (auto bit = word * word_bits; bit < (word + 1) * word_bits; ++bit)
      index = index << 1 | (digest[bit / 8] >> (7 - bit % 8) & 1u);
    if (!words.empty()) words += ' ';
    words += fingerprint_list[index];
  }
  return words;
}

}  // namespace aviary
