#include "messages/registration.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <optional>

#include "messages/dns_name.hpp"
#include "messages/hash.hpp"
#include "messages/limits.hpp"

namespace aviary {
namespace {

constexpr std::string_view request_prefix = "aviary-request-1:";
constexpr std::string_view answer_prefix = "aviary-answer-1:";
constexpr std::size_t check_octets = 4;
constexpr std::size_t request_octets = 16 + 32 + 8 + 4;
constexpr std::size_t answer_octets = 32 + 4 + 4 + 32 + zone_octets_max;
constexpr std::size_t sealed_answer_octets = answer_octets + crypto_box_SEALBYTES;

std::array<std::uint8_t, check_octets> check_of(std::string_view prefix, byte_view payload) {
  return blake2b<check_octets>({}, {as_bytes(prefix), payload});
}

// RFC 4648 section 5, without padding: 4 characters for 3 octets.
constexpr std::size_t characters_for(std::size_t octets) {
  return (octets * 4 + 2) / 3;
}

// -- lines ----------------------------------------------------------------------------------------

std::string line_of(std::string_view prefix, bytes payload) {
  const auto check = check_of(prefix, payload);
  payload.insert(payload.end(), check.begin(), check.end());
  std::string text(characters_for(payload.size()) + 1, '\0');
  sodium_bin2base64(text.data(), text.size(), payload.data(), payload.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.pop_back();
  return std::string(prefix) + text;
}

std::string without_white_space(std::string_view line) {
  std::string text;
  std::ranges::copy_if(line, std::back_inserter(text), [](char c) {
    return std::string_view(" \t\r\n\v\f").find(c) == std::string_view::npos;
  });
  return text;
}

registration_error wrong_prefix(std::string_view text, std::string_view wanted) {
  if (text.starts_with(request_prefix)) return registration_error::request_given;
  if (text.starts_with(answer_prefix)) return registration_error::answer_given;
  if (!text.empty() && wanted.starts_with(text)) return registration_error::cut_short;
  if (text.starts_with("aviary-request-") || text.starts_with("aviary-answer-"))
    return registration_error::other_version;
  return registration_error::not_a_line;
}

// The payload of a line without its check.
result<bytes, registration_error> payload_of(std::string_view line, std::string_view prefix,
                                             std::size_t octets) {
  // Whatever is longer than a line with ten times its length in white space is no line.
  if (line.size() > 10 * characters_for(octets + check_octets)) return registration_error::too_long;
  const auto text = without_white_space(line);
  if (!text.starts_with(prefix)) return wrong_prefix(text, prefix);
  const auto encoded = std::string_view(text).substr(prefix.size());
  const auto characters = characters_for(octets + check_octets);
  if (encoded.size() < characters) return registration_error::cut_short;
  if (encoded.size() > characters) return registration_error::too_long;

  bytes payload(octets + check_octets);
  std::size_t size = 0;
  const char* end = nullptr;
  const bool decoded =
      sodium_base642bin(payload.data(), payload.size(), encoded.data(), encoded.size(), nullptr,
                        &size, &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0;
  if (!decoded || size != payload.size() || end != encoded.data() + encoded.size())
    return registration_error::altered;
  const auto check = check_of(prefix, byte_view(payload).first(octets));
  if (!std::equal(check.begin(), check.end(),
                  payload.begin() + static_cast<std::ptrdiff_t>(octets)))
    return registration_error::altered;
  payload.resize(octets);
  return payload;
}

template <class Octets>
Octets read_octets(byte_reader& in) {
  Octets octets;
  std::ranges::copy(in.octets(Octets::size), octets.value.begin());
  return octets;
}

// -- the sealed box of an answer ------------------------------------------------------------------

// A name of lower-case labels up to the root (RFC 1035 section 3.1), and zeros behind it.
std::optional<zone_name> read_zone(byte_view padded) {
  const auto wire = read_plain_name(padded);
  if (!wire) return std::nullopt;
  const auto padding = padded.subspan(wire->size());
  const auto zone = zone_name::parse(name_text(*wire));
  if (!zone || !std::ranges::equal(zone->wire(), *wire)) return std::nullopt;
  if (std::ranges::any_of(padding, [](auto octet) { return octet != 0; })) return std::nullopt;
  return *zone;
}

// crypto_box_seal with the ephemeral key as an argument: its nonce is BLAKE2b-192 of both public
// keys, and the ephemeral one stands before the box. The test opens it with libsodium's own.
std::optional<bytes> seal_to(const public_key& peer, const key_seed& seed, byte_view plain) {
  const auto ephemeral = make_key_pair(seed);
  const auto nonce = blake2b<crypto_box_NONCEBYTES>({}, {ephemeral.open.value, peer.value});
  bytes sealed(ephemeral.open.value.begin(), ephemeral.open.value.end());
  sealed.resize(plain.size() + crypto_box_SEALBYTES);
  const bool done =
      crypto_box_easy(sealed.data() + public_key::size, plain.data(), plain.size(), nonce.data(),
                      peer.value.data(), ephemeral.hidden.view().data()) == 0;
  return done ? std::optional(std::move(sealed)) : std::nullopt;
}

}  // namespace

failure explain(registration_error error) {
  using enum registration_error;
  switch (error) {
    case not_a_line:
      return {"this is not a registration line",
              "copy the whole line that begins with aviary-request-1: or aviary-answer-1:"};
    case request_given:
      return {"this is a bird's request, and the console's answer is wanted",
              "paste the request into the console and bring its answer here"};
    case answer_given:
      return {"this is a console's answer, and a bird's request is wanted",
              "take this line to the bird that asked for it"};
    case other_version:
      return {"this line is of another version of Aviary",
              "bring bird and console to the same version and register anew"};
    case cut_short:
      return {"the end of the line is missing",
              "copy the line again, from its first character to its last"};
    case too_long:
      return {"there is more than one line here", "copy the one line again, and nothing else"};
    case altered:
      return {"a character of the line was changed on its way",
              "copy the line again; if it was typed by hand, compare it with the original"};
    case weak_key:
      return {"the line holds a key that no Aviary makes",
              "do not use it: register anew and find out who made this line"};
    case other_bird:
      return {"this answer is for another bird", "take it to the bird whose request it answers"};
    case other_request:
      return {"this answer is for an earlier request of this bird",
              "take this bird's newest request to the console and bring the answer to it"};
    case reused:
      return {"this answer was used before",
              "make a new request on this bird: every answer can be used once"};
    case bad_zone:
      return {"the answer names no usable DNS zone",
              "check the zone in the console's settings and register anew"};
  }
  return {"unknown registration error", "register anew"};
}

std::string encode(const registration_request& request) {
  bytes payload;
  byte_writer out(payload);
  out.octets(request.bird.value);
  out.octets(request.pk_bird.value);
  out.u64(request.next_counter.value);
  out.u32(request.last_registration.value);
  return line_of(request_prefix, std::move(payload));
}

result<registration_request, registration_error> parse_registration_request(std::string_view line) {
  const auto payload = payload_of(line, request_prefix, request_octets);
  if (!payload) return payload.error();
  byte_reader in(*payload);
  registration_request request;
  request.bird = read_octets<bird_id>(in);
  request.pk_bird = read_octets<public_key>(in);
  request.next_counter.value = in.u64();
  request.last_registration.value = in.u32();
  return request;
}

result<std::string, registration_error> seal_registration_answer(
    const registration_answer& answer, const registration_request& request, const key_seed& seed) {
  bytes plain;
  byte_writer plain_out(plain);
  plain_out.octets(answer.pk_console.value);
  plain_out.u32(answer.number.value);
  plain_out.u32(answer.tag.value);
  plain_out.octets(answer.updates.value);
  plain_out.octets(answer.zone.wire());
  plain.resize(answer_octets);

  const auto sealed = seal_to(request.pk_bird, seed, plain);
  if (!sealed) return registration_error::weak_key;
  bytes payload(request.bird.value.begin(), request.bird.value.end());
  byte_writer(payload).octets(*sealed);
  return line_of(answer_prefix, std::move(payload));
}

result<registration_answer, registration_error> open_registration_answer(
    std::string_view line, const registration_secret& own) {
  const auto payload = payload_of(line, answer_prefix, bird_id::size + sealed_answer_octets);
  if (!payload) return payload.error();
  byte_reader in(*payload);
  if (read_octets<bird_id>(in) != own.bird) return registration_error::other_bird;

  bytes plain(answer_octets);
  if (crypto_box_seal_open(plain.data(), in.rest().data(), sealed_answer_octets,
                           own.keys.open.value.data(), own.keys.hidden.view().data()) != 0)
    return registration_error::other_request;

  byte_reader opened(plain);
  const auto pk_console = read_octets<public_key>(opened);
  const registration_no number{opened.u32()};
  const bird_tag tag{opened.u32()};
  const auto updates = read_octets<update_key>(opened);
  const auto zone = read_zone(opened.rest());
  if (number <= own.last_registration) return registration_error::reused;
  if (!zone) return registration_error::bad_zone;
  return registration_answer{pk_console, number, tag, updates, *zone};
}

}  // namespace aviary
