#include "bird/transport/segment_puller.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "bird/transport/send_rules.hpp"
#include "messages/dns_question.hpp"
#include "messages/dns_stub.hpp"
#include "messages/invariant.hpp"
#include "messages/request.hpp"
#include "messages/secret_box.hpp"

namespace aviary {
namespace {

std::uint32_t number_of(const open_query& query) {
  return static_cast<std::uint32_t>(query.message.value);
}

}  // namespace

segment_puller::segment_puller(segment_puller_settings settings, entropy_port& entropy)
    : settings_(std::move(settings)),
      entropy_(entropy),
      path_(first_timeout(entropy), settings_.path.loss_assumed),
      each_(segment_octets(settings_.path.code, settings_.zone)),
      first_salt_(entropy.draw<std::uint8_t>()),
      stored_(segment_count(settings_.object.octets, each_)) {
  AVIARY_INVARIANT(settings_.window >= 1 && settings_.window <= window_max, "a window of 1 to 32");
  AVIARY_INVARIANT(stored_.size() < segment_number_status, "segments have 24 bits");
}

std::vector<segment_puller::effect> segment_puller::handle(const command& wanted, instant now) {
  effects_.clear();
  std::visit([&](const auto& one) { take(one, now); }, wanted);
  if (!ended_) pump(now);
  return std::exchange(effects_, {});
}

void segment_puller::take(const commands::begin& begin, instant now) {
  AVIARY_INVARIANT(!begun_, "it begins once");
  begun_ = true;
  if (!begin.stored.empty()) {
    AVIARY_INVARIANT(begin.stored.size() == stored_.size(), "one for each segment");
    stored_ = begin.stored;
  }
  missing_ = static_cast<std::size_t>(std::ranges::count(stored_, false));
  attempts_.assign(stored_.size(), 0);
  heard_ = now;
  patience_ends_ = now + patience;
  ended_ = false;
  if (missing_ == 0) end(outcome::complete);
}

// -- answers --------------------------------------------------------------------------------------

void segment_puller::take(const commands::datagram& received, instant now) {
  byte_reader header(received.octets);
  auto* query = path_.queries.find(0, header.u16());
  if (ended_ || !header.ok() || query == nullptr) return;
  std::array<std::uint8_t, answer_text_octets_max> text;
  const auto dns = parse_stub_answer(received.octets, query->id, query->name, text);
  if (!dns) return;
  if (dns->truncated) {
    if (query->over_stream) return;
    query->over_stream = true;
    return transmit(*query, now);
  }
  if (dns->has_text) {
    const auto answer = decode_answer(dns->text, query->code, settings_.ack, query->mac);
    if (answer) take_answer(open_query(*query), *answer, now);
  } else if (dns->rcode == dns_rcode::no_error || dns->rcode == dns_rcode::name_error) {
    take_denial(open_query(*query), now);
  } else {
    if (!refused_since_) refused_since_ = now;
    path_.refused(*query, now, jitter());
    if (const auto pause_ends = path_.window.paused_until(now)) {
      const auto longer = heard_any_ ? heard_ + patience_dead
                                     : std::min(*pause_ends + patience, heard_ + patience_refused);
      patience_ends_ = std::max(patience_ends_, longer);
    }
    ask_again(*query);
    path_.queries.remove(*query);
  }
}

void segment_puller::take_answer(const open_query& query, const console_answer& answer,
                                 instant now) {
  if (const auto* segment = std::get_if<segment_answer>(&answer)) {
    take_segment(query, *segment, now);
  } else if (const auto* ack = std::get_if<fragment_ack_answer>(&answer)) {
    if (ack->status != message_status::slow_down) return;
    ask_again(query);
    note_answered(query, now);
    path_.slow_down(std::chrono::seconds(ack->seconds), now);
    patience_ends_ += std::chrono::seconds(ack->seconds);
  }
}

void segment_puller::take_segment(const open_query& query, const segment_answer& segment,
                                  instant now) {
  const auto number = number_of(query);
  if (segment.number.value != number) return;
  const auto place = place_of_segment(settings_.object.octets, each_, segment.number);
  bytes piece(place.octets);
  if (segment.box.size() != secret_box_mac_octets + piece.size() ||
      !open_segment(settings_.file, settings_.object.nonce, settings_.path.code, segment.number,
                    segment.box, piece))
    return;
  note_answered(query, now);
  if (stored_[number]) return;
  stored_[number] = true;
  --missing_;
  path_.losses.got_through(attempts_[number] == 1);
  effects_.push_back(effects::store{segment.number, std::move(piece)});
  if (missing_ == 0) end(outcome::complete);
}

// A resolver may hold a denial of a name that was asked before, but no two names are the same.
void segment_puller::take_denial(const open_query& query, instant now) {
  ask_again(query);
  path_.queries.remove(query);
  if (++denials_ == denials_max) return end(outcome::not_offered);
  path_.window.refused(query.sent_at, now, jitter());
}

void segment_puller::note_answered(const open_query& query, instant now) {
  denials_ = 0;
  refused_since_.reset();
  heard_any_ = true;
  heard_ = now;
  patience_ends_ = path_.window.paused_until(now).value_or(now) + patience;
  newest_answered_ = std::max(newest_answered_, query.ordinal);
  path_.answered(query, false, now);
  path_.queries.remove(query);
}

// -- what to ask ----------------------------------------------------------------------------------

// A pull is lost when its timeout has passed, or when a later one was answered and it is a quarter
// older than SRTT.
void segment_puller::release_lost(instant now) {
  for (auto& query : path_.queries) {
    if (!query.under_way) continue;
    const bool overtaken =
        query.ordinal < newest_answered_ && now >= query.sent_at + path_.rtt.lost_after();
    if (!overtaken && now < query.sent_at + path_.rtt.timeout()) continue;
    ask_again(query);
    query.under_way = false;
  }
  path_.queries.expire(path_.rtt.timeout(), now);
}

// One that is not under way any more was given up before, and its segment asked for again.
void segment_puller::ask_again(const open_query& query) {
  const auto number = number_of(query);
  if (query.under_way && !stored_[number]) lost_.push_back(number);
}

std::optional<std::uint32_t> segment_puller::next_segment() {
  while (!lost_.empty()) {
    const auto number = lost_.front();
    lost_.pop_front();
    if (!stored_[number]) return number;
  }
  while (next_fresh_ < stored_.size() && stored_[next_fresh_]) ++next_fresh_;
  if (next_fresh_ == stored_.size()) return std::nullopt;
  return next_fresh_++;
}

void segment_puller::pump(instant now) {
  release_lost(now);
  due_.reset();
  const auto under_way = [&] { return path_.queries.under_way(path_.rtt.timeout(), now); };
  while (!path_.quiet.silent() && under_way() < settings_.window && path_.may_send(now)) {
    const auto number = next_segment();
    if (!number) break;
    pull(*number, now);
  }
  const auto begins = path_.silence_begins();
  if (begins && now >= *begins) path_.quiet.begin(now, jitter());
  if (now >= patience_ends_) return end(refused_since_ ? outcome::refused : outcome::silent);
  keep_earliest(due_, patience_ends_);
  if (path_.quiet.silent()) return pump_silent(now);
  keep_earliest(due_, begins);
  if (const auto released = path_.queries.next_release(path_.rtt.timeout(), now))
    keep_earliest(due_, *released);
  for (const auto& query : path_.queries)
    if (query.under_way && query.ordinal < newest_answered_)
      keep_earliest(due_, query.sent_at + path_.rtt.lost_after());
  if (!lost_.empty() || next_fresh_ < stored_.size())
    if (under_way() < settings_.window && !path_.may_send(now))
      keep_earliest(due_, path_.free_at(now));
}

// One at a time, and ever more rarely.
void segment_puller::pump_silent(instant now) {
  const auto free_at = path_.queries.next_release(path_.rtt.timeout(), now).value_or(now);
  if (now >= std::max(path_.quiet.ask_due(), free_at) && path_.may_send(now)) {
    const auto number = next_segment();
    AVIARY_INVARIANT(number, "nothing is under way and something is missing");
    pull(*number, now);
    path_.quiet.asked(now, path_.losses.dead_after(), jitter());
  }
  const auto allowed_at = path_.may_send(now) ? now : path_.free_at(now);
  keep_earliest(due_, std::max({path_.quiet.ask_due(), free_at, allowed_at}));
}

void segment_puller::pull(std::uint32_t number, instant now) {
  open_query query;
  query.message = {number};
  query.about = open_query::subject::segment;
  bird_request wanted;
  wanted.mode = settings_.path.mode;
  wanted.bird = settings_.bird;
  wanted.code = settings_.path.code;
  wanted.attempt = salt_of(unsigned{first_salt_} + attempts_[number]++);
  wanted.body = pull_request{settings_.object.id, {number}};
  const auto encoded = encode_request(wanted, settings_.zone, settings_.fragment);
  query.name = encoded.name;
  query.mac = encoded.query;
  query.code = wanted.code;
  transmit(path_.queries.add(std::move(query), now, entropy_), now);
}

void segment_puller::transmit(open_query& query, instant now) {
  query.sent_at = now;
  ++queries_;
  path_.sent(now);
  effects_.push_back(effects::send{encode_question(query.id, {query.name}), query.over_stream});
}

void segment_puller::end(outcome how) {
  ended_ = true;
  due_.reset();
  effects_.push_back(effects::ended{how});
}

double segment_puller::jitter() {
  return draw_jitter(entropy_);
}

}  // namespace aviary
