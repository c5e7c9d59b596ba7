#include "messages/secret_box.hpp"

#include <sodium.h>

#include "messages/invariant.hpp"

namespace aviary {

static_assert(secret_box_mac_octets == crypto_secretbox_MACBYTES);
static_assert(box_nonce::size == crypto_secretbox_NONCEBYTES);

void seal_box(box_key_view key, const box_nonce& nonce, byte_view plain,
              std::span<std::uint8_t> box) {
  AVIARY_INVARIANT(box.size() == plain.size() + secret_box_mac_octets, "a box is plain and MAC");
  crypto_secretbox_easy(box.data(), plain.data(), plain.size(), nonce.value.data(), key.data());
}

bool open_box(box_key_view key, const box_nonce& nonce, byte_view box,
              std::span<std::uint8_t> plain) {
  if (box.size() < secret_box_mac_octets) return false;
  AVIARY_INVARIANT(plain.size() == box.size() - secret_box_mac_octets, "a box is plain and MAC");
  return crypto_secretbox_open_easy(plain.data(), box.data(), box.size(), nonce.value.data(),
                                    key.data()) == 0;
}

}  // namespace aviary
