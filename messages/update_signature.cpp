#include "messages/update_signature.hpp"

#include <sodium.h>

namespace aviary {

update_key update_key_of(const update_seed& seed) {
  update_key open;
  unsigned char hidden[crypto_sign_SECRETKEYBYTES];
  crypto_sign_seed_keypair(open.value.data(), hidden, seed.view().data());
  wipe(hidden);
  return open;
}

}  // namespace aviary
