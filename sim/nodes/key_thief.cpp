#include "sim/nodes/key_thief.hpp"

#include <array>
#include <span>
#include <utility>

#include "bird/transport/path_profile.hpp"
#include "messages/answer.hpp"
#include "messages/dns_question.hpp"
#include "messages/dns_stub.hpp"
#include "messages/fragmentation.hpp"
#include "messages/invariant.hpp"
#include "messages/sealed_message.hpp"

namespace aviary {
namespace {

/// Each query has a way back of its own, so that one DNS id does for all.
constexpr std::uint16_t id = 0x7EEF;
constexpr std::uint8_t salt_values = 32;

}  // namespace

key_thief::key_thief(const zone_name& zone, bird_tag bird, const root_key& root)
    : zone_(zone), bird_(bird), up_(derive_up_keys(root)), down_(derive_down_keys(root)) {}

std::vector<thief_query> key_thief::message(counter at, const envelope& said) {
  return message(at, encode(said, path_profile{}.one_shot_plain(zone_)));
}

std::vector<thief_query> key_thief::message(counter at, byte_view plain) {
  const path_profile path;
  const auto sealed = seal_up(up_, at, plain);
  if (sealed.size() <= path.one_shot_sealed(zone_))
    return {query(one_shot_request{low_of(at), sealed})};
  const auto cut = fragmentation::of(sealed.size(), path.fragment_payload(zone_));
  AVIARY_INVARIANT(cut.has_value(), "a message of 64 KiB fits 4,096 fragments");
  std::vector<thief_query> out;
  for (std::uint16_t index = 0; index < cut->count(); ++index)
    out.push_back(fragment(at, index, cut->last().value, cut->fragment(sealed, {index})));
  return out;
}

thief_query key_thief::fragment(counter at, std::uint64_t index, std::uint64_t last,
                                byte_view payload) {
  static constexpr std::array<std::uint8_t, 1> one_octet{};
  fragment_request asked;
  asked.at = low_of(at);
  asked.index = {static_cast<std::uint16_t>(index)};
  asked.last = {static_cast<std::uint16_t>(last)};
  asked.payload = payload.empty() ? byte_view(one_octet) : payload;
  return query(asked);
}

thief_query key_thief::query(const decltype(bird_request::body)& body) {
  bird_request wanted;
  wanted.bird = bird_;
  wanted.attempt = {static_cast<std::uint8_t>(salts_++ % salt_values)};
  wanted.body = body;
  const auto encoded = encode_request(wanted, zone_, up_.fragment);
  thief_query out{bytes(question_octets_max), encoded.name, encoded.query};
  out.datagram.resize(write_question(out.datagram, id, {out.name}));
  return out;
}

std::optional<reply> key_thief::reply_in(byte_view answer, const thief_query& asked) const {
  std::array<std::uint8_t, answer_text_octets_max> text;
  const auto heard = parse_stub_answer(answer, id, asked.name, text);
  if (!heard || !heard->has_text) return {};
  const auto read = decode_answer(heard->text, bird_request{}.code, down_.ack, asked.mac);
  if (!read) return {};
  const auto* sealed = std::get_if<reply_answer>(&*read);
  bytes plain;
  if (sealed == nullptr || !open_down(down_, sealed->sealed, plain)) return {};
  auto told = decode_reply(plain);
  if (!told) return {};
  return std::move(*told);
}

}  // namespace aviary
