#include "messages/key_schedule.hpp"

#include <sodium.h>

#include "messages/bytes.hpp"
#include "messages/hash.hpp"

namespace aviary {
namespace {

using shared_secret = secret<struct shared_secret_tag, crypto_box_BEFORENMBYTES>;

// BLAKE2b of one label under the root, cut into keys. The block wipes itself; the keys do, too.
template <std::size_t Octets>
using derived = secret<struct derived_tag, Octets>;

template <std::size_t Octets>
derived<Octets> derive(const root_key& root, std::string_view label) {
  return derived<Octets>::filled_by([&](std::uint8_t* out) {
    detail::blake2b({out, Octets}, root.view(), {as_bytes(label)});
  });
}

template <class Key, std::size_t Offset, std::size_t Octets>
Key cut(const derived<Octets>& block) {
  return Key{block.view().template subspan<Offset, Key::size>()};
}

result<root_key, key_error> agree_root(const secret_key& own, const public_key& peer,
                                       const registration_names& names) {
  bool agreed = false;
  const auto dh = shared_secret::filled_by([&](std::uint8_t* out) {
    agreed = crypto_box_beforenm(out, peer.value.data(), own.view().data()) == 0;
  });
  if (!agreed) return key_error::weak_public_key;
  return root_key::filled_by([&](std::uint8_t* out) {
    detail::blake2b({out, root_key::size}, dh.view(),
                    {as_bytes("Aviary root v1"), names.bird.value, big_endian(names.number.value),
                     names.pk_bird.value, names.pk_console.value});
  });
}

}  // namespace

std::string_view describe(key_error error) {
  switch (error) {
    case key_error::weak_public_key:
      return "the public key is a point of low order";
  }
  return "unknown key error";
}

key_pair make_key_pair(const key_seed& seed) {
  key_pair pair;
  pair.hidden = secret_key::filled_by([&](std::uint8_t* out) {
    crypto_box_seed_keypair(pair.open.value.data(), out, seed.view().data());
  });
  return pair;
}

result<root_key, key_error> agree_root_on_bird(const secret_key& own,
                                               const registration_names& names) {
  return agree_root(own, names.pk_console, names);
}

result<root_key, key_error> agree_root_on_console(const secret_key& own,
                                                  const registration_names& names) {
  return agree_root(own, names.pk_bird, names);
}

up_keys derive_up_keys(const root_key& root) {
  const auto block = derive<64>(root, "Aviary up v1");
  return {cut<up_key, 0>(block), cut<siv_key, 32>(block), cut<fragment_key, 48>(block)};
}

down_keys derive_down_keys(const root_key& root) {
  const auto block = derive<64>(root, "Aviary down v1");
  return {cut<down_key, 0>(block), cut<ack_key, 32>(block)};
}

file_key derive_file_key(const root_key& root) {
  return cut<file_key, 0>(derive<32>(root, "Aviary file v1"));
}

}  // namespace aviary
