#include "sim/checkers/nonce_witness.hpp"

#include <algorithm>
#include <utility>

#include "messages/dns_query.hpp"
#include "messages/hex.hpp"
#include "messages/invariant.hpp"
#include "messages/qname.hpp"
#include "messages/secret_box.hpp"

namespace aviary {
namespace {

constexpr int whole = -1;
constexpr std::uint8_t reply_kind = 2;
constexpr std::size_t mac_octets = 8;

std::string text_of(byte_view octets) {
  return std::string(as_text(octets));
}

}  // namespace

void nonce_witness::asked(byte_view datagram) {
  const auto query = parse_query(datagram);
  AVIARY_INVARIANT(query.has_value(), "birds send well-formed queries");
  const auto name = unpack_name(query->name, zone_);
  AVIARY_INVARIANT(name.has_value(), "birds ask below their zone");
  const auto request = decode_request(*name, zone_);
  AVIARY_INVARIANT(request.has_value(), "birds ask what the protocol knows");
  const auto& asked = request->value;
  if (const auto* one = std::get_if<one_shot_request>(&asked.body)) {
    note({asked.bird, one->at}, whole, text_of(one->sealed));
    note_nonce({asked.bird, one->at}, one->sealed);
  } else if (const auto* piece = std::get_if<fragment_request>(&asked.body)) {
    // With the number of the last fragment: a message of another length is another message.
    note({asked.bird, piece->at}, static_cast<int>(piece->index.value),
         std::to_string(piece->last.value) + ":" + text_of(piece->payload));
    if (piece->index == fragment_index{0}) note_nonce({asked.bird, piece->at}, piece->payload);
  }
}

void nonce_witness::put_back(const bird_tag& bird) {
  std::erase_if(sent_, [&bird](const auto& one) { return one.first.first == bird; });
}

void nonce_witness::note(const message_number& number, int piece, std::string octets) {
  auto& pieces = sent_[number];
  if (pieces.empty()) ++messages_;
  const bool other_shape = !pieces.empty() && pieces.contains(whole) != (piece == whole);
  const auto [known, fresh] = pieces.try_emplace(piece, std::move(octets));
  const bool other_octets = !fresh && known->second != octets;
  if (shared_.contains(number.first)) return;
  if (other_shape || other_octets)
    broken_.push_back("bird " + std::to_string(number.first.value) + " sealed two messages under " +
                      "the counter ..." + std::to_string(number.second.value));
}

// Two copies of a bird may cut one message for paths that carry names of other lengths. Two boxes
// differ from their first octets on, which are the MAC.
void nonce_witness::note_nonce(const message_number& number, byte_view beginning) {
  const auto tail = std::min(beginning.size(), message_tail::size);
  const auto box = as_text(beginning.subspan(tail));
  const auto [known, fresh] =
      boxes_.try_emplace({number, text_of(beginning.first(tail))}, std::string(box));
  const auto common = std::min(known->second.size(), box.size());
  if (!fresh && known->second.substr(0, common) != box.substr(0, common))
    broken_.push_back("bird " + std::to_string(number.first.value) + " sealed two messages under " +
                      "one nonce with the counter ..." + std::to_string(number.second.value));
}

void nonce_witness::answered(byte_view text) {
  if (text.empty() || text[0] != reply_kind) return;
  const auto nonce = text.subspan(1, box_nonce::size);
  const auto box = text.subspan(1 + nonce.size(), text.size() - 1 - nonce.size() - mac_octets);
  const auto [known, fresh] = replies_.emplace(text_of(nonce), text_of(box));
  if (!fresh && known->second != as_text(box))
    broken_.push_back("the console sealed two REPLYs under the nonce " + to_hex(nonce));
}

}  // namespace aviary
