#include "messages/sealed_message.hpp"

#include <algorithm>

#include "messages/hash.hpp"

namespace aviary {
namespace {

message_tail tail_over(const up_keys& keys, counter at, byte_view plain) {
  return {blake2b<message_tail::size>(keys.siv.view(), {big_endian(at.value), plain})};
}

box_nonce up_nonce(counter at, byte_view tail) {
  box_nonce nonce;
  const auto head = big_endian(at.value);
  std::copy(tail.begin(), tail.end(), std::copy(head.begin(), head.end(), nonce.value.begin()));
  return nonce;
}

// Opens into a buffer whose capacity is reused, and leaves it empty when the box is not ours.
bool open_into(bytes& plain, box_key_view key, const box_nonce& nonce, byte_view box) {
  plain.resize(box.size() - secret_box_mac_octets);
  if (open_box(key, nonce, box, plain)) return true;
  plain.clear();
  return false;
}

}  // namespace

std::string_view describe(open_error error) {
  switch (error) {
    case open_error::too_short:
      return "shorter than an empty message";
    case open_error::not_ours:
      return "the MAC does not verify";
    case open_error::wrong_tail:
      return "the tail is not that of the plaintext";
  }
  return "unknown open error";
}

bytes seal_up(const up_keys& keys, counter at, byte_view plain) {
  const auto tail = tail_over(keys, at, plain);
  bytes sealed(tail.value.begin(), tail.value.end());
  sealed.resize(sealed_overhead_octets + plain.size());
  seal_box(keys.box.view(), up_nonce(at, tail.value), plain,
           std::span(sealed).subspan(message_tail::size));
  return sealed;
}

result<void, open_error> open_up(const up_keys& keys, counter at, byte_view sealed, bytes& plain) {
  plain.clear();
  if (sealed.size() < sealed_overhead_octets) return open_error::too_short;
  const auto tail = sealed.first(message_tail::size);
  if (!open_into(plain, keys.box.view(), up_nonce(at, tail), sealed.subspan(message_tail::size)))
    return open_error::not_ours;
  // Without this check a sealer could pick its own tails, and with them repeat a nonce.
  if (!equal_in_constant_time(tail, tail_over(keys, at, plain).value)) {
    plain.clear();
    return open_error::wrong_tail;
  }
  return {};
}

message_tail tail_of(byte_view sealed_up) {
  message_tail tail;
  if (sealed_up.size() >= message_tail::size)
    std::copy_n(sealed_up.begin(), message_tail::size, tail.value.begin());
  return tail;
}

bytes seal_down(const down_keys& keys, const box_nonce& nonce, byte_view plain) {
  bytes sealed(nonce.value.begin(), nonce.value.end());
  sealed.resize(sealed_down_overhead_octets + plain.size());
  seal_box(keys.box.view(), nonce, plain, std::span(sealed).subspan(box_nonce::size));
  return sealed;
}

result<void, open_error> open_down(const down_keys& keys, byte_view sealed, bytes& plain) {
  plain.clear();
  if (sealed.size() < sealed_down_overhead_octets) return open_error::too_short;
  box_nonce nonce;
  std::copy_n(sealed.begin(), box_nonce::size, nonce.value.begin());
  if (!open_into(plain, keys.box.view(), nonce, sealed.subspan(box_nonce::size)))
    return open_error::not_ours;
  return {};
}

}  // namespace aviary
