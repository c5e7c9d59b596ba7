#include "console/accounts/credential.hpp"

#include <array>

#include "messages/hash.hpp"
#include "messages/hex.hpp"

namespace aviary {
namespace {

constexpr std::size_t credential_octets = 32;

std::optional<bytes> octets_of(std::string_view text) {
  auto octets = from_hex(text);
  if (!octets || octets->size() != credential_octets) return {};
  return octets;
}

}  // namespace

credential draw_credential(entropy_port& entropy) {
  std::array<std::uint8_t, credential_octets> drawn;
  entropy.fill(drawn);
  return {to_hex(drawn), blake2b_as<credential_hash>({drawn})};
}

std::optional<credential_hash> hash_of_credential(std::string_view text) {
  const auto octets = octets_of(text);
  if (!octets) return {};
  return blake2b_as<credential_hash>({*octets});
}

std::string csrf_token_of(std::string_view session) {
  const auto octets = octets_of(session);
  return octets ? to_hex(blake2b<16>(*octets, {as_bytes("csrf")})) : std::string();
}

}  // namespace aviary
