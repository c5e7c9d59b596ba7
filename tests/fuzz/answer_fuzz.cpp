#include "messages/answer.hpp"

#include <algorithm>
#include <array>

#include "messages/base64.hpp"
#include "messages/invariant.hpp"

// An answer code and a content. The content gets the right MAC, because without it nothing is read;
// what then decodes is encoded to the same text again.

namespace {

using namespace aviary;

bytes text_of(byte_view content, answer_code code) {
  const ack_key key;
  bytes hashed(short_mac::size);  // q: zeros
  hashed.insert(hashed.end(), content.begin(), content.end());
  const auto mac = sip_hash(key.view(), hashed);
  bytes whole(content.begin(), content.end());
  whole.insert(whole.end(), mac.value.begin(), mac.value.end());
  if (!is_base64(code)) return whole;
  bytes text(base64_characters(whole.size()));
  base64_encode(whole, text.data());
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1 || size > 900) return 0;
  const ack_key key;
  const auto code = static_cast<answer_code>(data[0] % answer_codes);
  bytes unsigned_text(data + 1, data + size);
  decode_answer(unsigned_text, code, key, {});

  const auto text = text_of({data + 1, size - 1}, code);
  auto room = text;
  const auto decoded = decode_answer(room, code, key, {});
  if (!decoded) {
    AVIARY_INVARIANT(decoded.error() != answer_error::wrong_mac, "the MAC is right");
    return 0;
  }
  bytes again(answer_text_octets_max);
  again.resize(encode_answer(*decoded, code, key, {}, again));
  AVIARY_INVARIANT(again == text, "one form");
  short_mac other;
  other.value[0] = 1;
  room = text;
  AVIARY_INVARIANT(!decode_answer(room, code, key, other), "bound to its query");
  return 0;
}
