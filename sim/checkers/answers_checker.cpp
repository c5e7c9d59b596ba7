#include "sim/checkers/answers_checker.hpp"

#include <array>
#include <utility>
#include <vector>

#include "actors/event_codec.hpp"
#include "actors/retry_queue.hpp"
#include "messages/dns_query.hpp"
#include "messages/dns_stub.hpp"
#include "messages/envelope.hpp"
#include "messages/fragmentation.hpp"
#include "messages/qname.hpp"
#include "messages/reply.hpp"
#include "messages/report_id.hpp"
#include "messages/request.hpp"
#include "messages/sealed_message.hpp"

namespace aviary {
namespace {

using acknowledged = retry_queue::events::acknowledged;

/// A DNS id is drawn and may come again while an answer to an older query is still good.
constexpr std::size_t queries_per_id = 8;
/// Longer than any answer is good for.
constexpr std::chrono::minutes answers_good_for{2};

}  // namespace

void answers_checker::see(const sighting& one) {
  const auto life_of = [this](std::uint64_t bird) {
    const auto found = lives_.find(bird);
    return found == lives_.end() ? nullptr : &found->second;
  };
  if (const auto* alive = std::get_if<sightings::started>(&one)) {
    if (alive->root != nullptr && alive->node <= birds_watched)
      lives_.insert_or_assign(alive->node, life(*alive->root));
  } else if (const auto* lost = std::get_if<sightings::turned>(&one)) {
    left_out_.insert(lost->tag);
  } else if (const auto* copy = std::get_if<sightings::cloned>(&one)) {
    left_out_.insert(copy->tag);
  } else if (const auto* passed = std::get_if<sightings::second_passed>(&one)) {
    const auto before = std::exchange(now_, passed->now);
    if (before.time_since_epoch() / answers_good_for != now_.time_since_epoch() / answers_good_for)
      forget_old();
  } else if (const auto* query = std::get_if<sightings::query_sent>(&one)) {
    if (auto* of = life_of(query->bird)) note_query(*of, query->datagram);
  } else if (const auto* answer = std::get_if<sightings::answer_received>(&one)) {
    if (auto* of = life_of(answer->bird)) note_answer(*of, answer->datagram);
  } else if (const auto* append = std::get_if<sightings::bird_appends>(&one)) {
    if (life_of(append->bird) != nullptr) judge(append->bird, *append->what);
  }
}

// -- what the bird says ---------------------------------------------------------------------------

void answers_checker::note_query(life& of, byte_view datagram) {
  const auto query = parse_query(datagram);
  if (!query) return;
  const auto name = unpack_name(query->name, zone_);
  if (!name) return;
  const auto request = decode_request(*name, zone_);
  if (!request) return;
  of.tag = request->value.bird;
  auto& same_id = of.queries[query->id];
  same_id.push_front(
      {dns_name(query->name), request->value.code, query_mac(*name, zone_, of.up.fragment), now_});
  if (same_id.size() > queries_per_id) same_id.pop_back();
  if (const auto* whole = std::get_if<one_shot_request>(&request->value.body)) {
    note_message(of, whole->at, whole->sealed);
  } else if (const auto* piece = std::get_if<fragment_request>(&request->value.body)) {
    auto& gathered = of.gathered[piece->at];
    gathered.count = piece->last.value + std::size_t{1};
    const bool is_new =
        gathered.sent.try_emplace(piece->index.value, piece->payload.begin(), piece->payload.end())
            .second;
    if (!is_new || gathered.sent.size() < gathered.count) return;
    std::vector<byte_view> in_order;
    for (const auto& [index, octets] : gathered.sent) in_order.emplace_back(octets);
    if (const auto sealed = assemble(in_order)) note_message(of, piece->at, *sealed);
  }
}

/// No world sends 2^32 messages: the low half of a counter is the whole.
void answers_checker::note_message(life& of, counter_low low, byte_view sealed) {
  const counter at{low.value};
  bytes plain;
  if (!open_up(of.up, at, sealed, plain)) return;
  const auto read = decode_envelope(plain);
  if (!read) return;
  if (const auto* report = std::get_if<report_head>(&read->head))
    of.sealed.insert_or_assign({at, tail_of(sealed)}, report->id);
}

// -- what the bird hears --------------------------------------------------------------------------

void answers_checker::note_answer(life& of, byte_view datagram) {
  if (datagram.size() < 2) return;
  const auto id = static_cast<std::uint16_t>(datagram[0] << 8 | datagram[1]);
  const auto found = of.queries.find(id);
  if (found == of.queries.end()) return;
  for (const auto& query : found->second) {
    std::array<std::uint8_t, answer_text_octets_max> text;
    const auto heard = parse_stub_answer(datagram, id, query.name, text);
    if (!heard || !heard->has_text) continue;
    const auto answer = decode_answer(heard->text, query.code, of.down.ack, query.mac);
    if (answer) return note_reply(of, *answer);
  }
}

void answers_checker::note_reply(life& of, const console_answer& answer) {
  const auto* sealed = std::get_if<reply_answer>(&answer);
  bytes plain;
  if (sealed == nullptr || !open_down(of.down, sealed->sealed, plain)) return;
  const auto told = decode_reply(plain);
  if (!told) return;
  const auto named = of.sealed.find(told->re);
  if (named != of.sealed.end() && named->second.hash == told->hash)
    of.replied.insert(named->second);
}

void answers_checker::forget_old() {
  const auto is_old = [this](const asked& query) { return now_ - query.at > answers_good_for; };
  for (auto& [bird, of] : lives_) {
    for (auto& [id, queries] : of.queries) std::erase_if(queries, is_old);
    std::erase_if(of.queries, [](const auto& each) { return each.second.empty(); });
  }
}

// -- what it makes of it --------------------------------------------------------------------------

void answers_checker::judge(std::uint64_t bird, const append_request& what) {
  const auto& of = lives_.at(bird);
  if (left_out_.contains(of.tag)) return;
  for (const auto& event : what.events) {
    if (event.type != acknowledged::name) continue;
    const auto read = decode_event<std::variant<acknowledged>>(event.type, event.payload);
    const auto& id = std::get<acknowledged>(*read).id;
    const auto report = report_id_from_text(id);
    if (report && !of.replied.contains(*report))
      broken("bird " + std::to_string(bird) + " let go of report " + id +
             " for an answer that is not to its own request");
  }
}

}  // namespace aviary
