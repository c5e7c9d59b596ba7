#include "messages/password_hash.hpp"

#include <sodium.h>

#include <array>
#include <cerrno>

#include "messages/base64.hpp"
#include "messages/bytes.hpp"

namespace aviary {
namespace {

constexpr std::size_t hash_octets = 32;
static_assert(password_salt::size == crypto_pwhash_argon2id_SALTBYTES);

std::string base64_text(byte_view octets) {
  std::array<std::uint8_t, base64_characters(hash_octets)> text;
  base64_encode(octets, text.data());
  return std::string(as_text(byte_view(text).first(base64_characters(octets.size()))));
}

/// libsodium takes no null, not even for nothing.
const char* octets_of(std::string_view password) {
  return password.empty() ? "" : password.data();
}

}  // namespace

std::optional<std::string> hash_password(std::string_view password, const password_salt& salt,
                                         password_cost cost) {
  std::array<std::uint8_t, hash_octets> hash;
  const auto failed = crypto_pwhash_argon2id(hash.data(), hash.size(), octets_of(password),
                                             password.size(), salt.value.data(), cost.passes,
                                             cost.octets, crypto_pwhash_argon2id_ALG_ARGON2ID13);
  if (failed != 0) return {};
  return "$argon2id$v=19$m=" + std::to_string(cost.octets >> 10) +
         ",t=" + std::to_string(cost.passes) + ",p=1$" + base64_text(salt.value) + "$" +
         base64_text(hash);
}

std::optional<bool> is_password(std::string_view password, const std::string& hashed) {
  // It wants the room that its own strings have, filled up with zeros.
  std::array<char, crypto_pwhash_argon2id_STRBYTES> text{};
  if (hashed.size() >= text.size()) return false;
  hashed.copy(text.data(), hashed.size());
  errno = 0;
  if (crypto_pwhash_argon2id_str_verify(text.data(), octets_of(password), password.size()) == 0)
    return true;
  if (errno == ENOMEM) return {};
  return false;
}

}  // namespace aviary
