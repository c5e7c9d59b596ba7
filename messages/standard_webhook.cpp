#include "messages/standard_webhook.hpp"

#include <sodium.h>

#include <array>

namespace aviary {
namespace {

constexpr std::string_view secret_prefix = "whsec_";
constexpr int padded = sodium_base64_VARIANT_ORIGINAL;

std::string to_base64(byte_view octets) {
  std::string out(sodium_base64_ENCODED_LEN(octets.size(), padded), '\0');
  sodium_bin2base64(out.data(), out.size(), octets.data(), octets.size(), padded);
  out.pop_back();  // the terminator that libsodium counts
  return out;
}

}  // namespace

std::string to_text(const webhook_secret& secret) {
  return std::string(secret_prefix) + to_base64(secret.view());
}

std::optional<webhook_secret> webhook_secret_from_text(std::string_view text) {
  if (!text.starts_with(secret_prefix)) return {};
  text.remove_prefix(secret_prefix.size());
  std::array<std::uint8_t, webhook_secret::size> octets{};
  std::size_t read = 0;
  const char* end = nullptr;
  const int error = sodium_base642bin(octets.data(), octets.size(), text.data(), text.size(),
                                      nullptr, &read, &end, padded);
  const bool whole = error == 0 && read == octets.size() && end == text.data() + text.size();
  std::optional<webhook_secret> out;
  if (whole) out.emplace(std::span<const std::uint8_t, webhook_secret::size>(octets));
  wipe(octets);
  return out;
}

std::string sign_webhook(const webhook_secret& secret, std::string_view id,
                         std::int64_t timestamp_seconds, std::string_view body) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, secret.view().data(), secret.view().size());
  const auto add = [&state](std::string_view part) {
    crypto_auth_hmacsha256_update(&state, as_bytes(part).data(), part.size());
  };
  add(id);
  add(".");
  add(std::to_string(timestamp_seconds));
  add(".");
  add(body);
  std::array<std::uint8_t, crypto_auth_hmacsha256_BYTES> mac{};
  crypto_auth_hmacsha256_final(&state, mac.data());
  return "v1," + to_base64(mac);
}

}  // namespace aviary
