#pragma once

#include <string_view>

#include "messages/ids.hpp"
#include "messages/result.hpp"
#include "messages/secret.hpp"

// From two X25519 key pairs to every key of one registration (docs/PROTOCOL.md section 2).
//
//   pk_bird, pk_console, the own secret key
//        |  X25519, HSalsa20 (crypto_box_beforenm)
//       dh --BLAKE2b-256, keyed, over the registration--> root
//   root --"Aviary up v1"---> K_up 32 | K_siv 16 | K_frag 16      sealed by the bird
//        --"Aviary down v1"-> K_down 32 | K_ack 16 | 16 unused    sealed by the console
//        --"Aviary file v1"-> K_file 32                           segments
//
// Two directions, two keys: with one key a bird would open its own message when it is reflected.
// The console keeps only the root of an idle bird and derives on use (a hash, 0.3 us).

namespace aviary {

// -- keys -----------------------------------------------------------------------------------------

/// An X25519 public key.
using public_key = octets<struct public_key_tag, 32>;
/// An X25519 secret key.
using secret_key = secret<struct secret_key_tag, 32>;
/// 32 random octets from which a key pair is made.
using key_seed = secret<struct key_seed_tag, 32>;
/// The public half of the offline key that signs updates (Ed25519).
using update_key = octets<struct update_key_tag, 32>;

/// All that a registration's keys come from.
using root_key = secret<struct root_key_tag, 32>;
/// K_up: the secret box of what a bird seals.
using up_key = secret<struct up_key_tag, 32>;
/// K_siv: the tail that hedges the counter nonce.
using siv_key = secret<struct siv_key_tag, 16>;
/// K_frag: the SipHash tag of a query.
using fragment_key = secret<struct fragment_key_tag, 16>;
/// K_down: the secret box of what a console seals.
using down_key = secret<struct down_key_tag, 32>;
/// K_ack: the SipHash tag of an answer.
using ack_key = secret<struct ack_key_tag, 16>;
/// K_file: the secret box of a segment.
using file_key = secret<struct file_key_tag, 32>;

struct key_pair {
  public_key open{};
  secret_key hidden{};
};

struct up_keys {
  up_key box{};
  siv_key siv{};
  fragment_key fragment{};
};

struct down_keys {
  down_key box{};
  ack_key ack{};
};

/// What a root is bound to: another registration of the same two keys has another root.
struct registration_names {
  bird_id bird{};
  registration_no number{};
  public_key pk_bird{};
  public_key pk_console{};
};

// -- derivation -----------------------------------------------------------------------------------

enum class key_error {
  weak_public_key,  ///< a point of low order: the shared secret would be known to everybody
};
std::string_view describe(key_error error);

/// The same pair for the same seed (crypto_box_seed_keypair).
key_pair make_key_pair(const key_seed& seed);

/// The root as the bird reckons it, with its own secret key and `names.pk_console`.
result<root_key, key_error> agree_root_on_bird(const secret_key& own,
                                               const registration_names& names);
/// The same root as the console reckons it, with its own secret key and `names.pk_bird`.
result<root_key, key_error> agree_root_on_console(const secret_key& own,
                                                  const registration_names& names);

up_keys derive_up_keys(const root_key& root);
down_keys derive_down_keys(const root_key& root);
file_key derive_file_key(const root_key& root);

}  // namespace aviary
