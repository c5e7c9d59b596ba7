#include "bird/transport/sender.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "bird/transport/send_rules.hpp"
#include "messages/dns_question.hpp"
#include "messages/dns_stub.hpp"
#include "messages/invariant.hpp"
#include "messages/request.hpp"
#include "messages/sealed_message.hpp"

namespace aviary {

std::string_view describe(park_reason reason) {
  switch (reason) {
    case park_reason::no_progress:
      return "nothing new got through";
    case park_reason::silent:
      return "nobody answers";
    case park_reason::no_room:
      return "too many messages are outstanding";
    case park_reason::too_large:
      return "the message is too large for this path";
    case park_reason::refused:
      return "the console could not use the message";
  }
  return "unknown";
}

sender::sender(sender_settings settings, counter_source& counters, entropy_port& entropy)
    : settings_(std::move(settings)),
      counters_(counters),
      entropy_(entropy),
      sealer_(settings_.zone, settings_.up, counters, entropy),
      path_(first_timeout(entropy), settings_.paths.at(0).loss_assumed),
      health_(settings_.paths.size()) {}

std::vector<sender::effect> sender::handle(const command& wanted, instant now) {
  effects_.clear();
  std::visit([&](const auto& one) { take(one, now); }, wanted);
  measure_losses(now);
  path_.queries.expire(path_.rtt.timeout(), now);
  outbox_.expire(now);
  pump(now);
  return std::exchange(effects_, {});
}

// -- commands -------------------------------------------------------------------------------------

void sender::take(const commands::offer& offered, instant now) {
  if (path_.surely_silent(now)) {
    effects_.push_back(effects::parked{offered.id, park_reason::silent});
    return;
  }
  parcel next;
  next.kind = offered.kind;
  next.id = offered.id;
  next.body = offered.body;
  next.made_at = offered.made_at;
  next.one_query = sealer_.surely_one_query(next.body, profile());
  if (outbox_.offer(std::move(next), now) == outbox::admission::no_room)
    effects_.push_back(effects::parked{offered.id, park_reason::no_room});
}

void sender::take(const commands::heartbeat_due& due, instant now) {
  heartbeat_ = due.content;
  parcel next;
  next.kind = message_kind::heartbeat;
  outbox_.heartbeat_due(std::move(next), now);
}

void sender::take(const commands::heartbeat_changed& changed, instant) {
  heartbeat_ = changed.content;
}

void sender::take(const commands::seal_anew&, instant) {
  seal_all_anew();
}

void sender::take(const commands::send_failed&, instant) {
  ++statistics_.send_failures;  // as good as lost: the timers know what to do
}

void sender::take(const commands::path_found& found, instant) {
  settings_.paths.at(found.resolver) = found.path;
  if (found.resolver == resolver_) adapt_to_profile();
}

void sender::use_resolver(std::size_t resolver, instant now) {
  resolver_ = resolver;
  look_back_.use(resolver, now, jitter());
  adapt_to_profile();
}

// What was cut for longer names would not come through any more: it is sealed anew. What waits may
// not be one query any more.
void sender::adapt_to_profile() {
  for (auto* what : outbox_.sealed()) {
    if (what->message->complete()) continue;  // the console has all of it
    const auto room = what->one_query ? profile().one_shot_sealed(settings_.zone)
                                      : profile().fragment_payload(settings_.zone);
    if (what->message->cut().fragment_octets() > room) seal_anew(*what);
  }
  for (auto* what : outbox_.unsealed())
    what->one_query = sealer_.surely_one_query(what->body, profile());
}

void sender::take(const commands::datagram& received, instant now) {
  byte_reader header(received.octets);
  auto* query = path_.queries.find(received.resolver, header.u16());
  if (!header.ok() || query == nullptr) {
    ++statistics_.bad_datagrams;
    return;
  }
  std::array<std::uint8_t, answer_text_octets_max> text;
  const auto dns = parse_stub_answer(received.octets, query->id, query->name, text);
  if (!dns) {
    ++statistics_.bad_datagrams;
  } else if (dns->truncated) {
    if (!query->over_stream) ask_over_stream(*query, now);
  } else if (dns->has_text) {
    const auto overlay = decode_answer(dns->text, query->code, settings_.down.ack, query->mac);
    if (overlay)
      take_answer(*query, *overlay, now);
    else
      note_strange(*query);
  } else if (dns->rcode == dns_rcode::no_error || dns->rcode == dns_rcode::name_error) {
    ++statistics_.negatives;
    if (!query->looks_back) last_negative_ = now;
    path_.queries.remove(*query);
  } else {
    take_refusal(*query, now);
  }
}

// -- answers --------------------------------------------------------------------------------------

void sender::take_refusal(const open_query& query, instant now) {
  ++statistics_.refusals;
  if (!query.looks_back) path_.refused(query, now, jitter());
  path_.queries.remove(query);
}

// RFC 7766 section 5: what does not fit a datagram is asked again over TCP, here under the same
// name and id, since it is the same query.
void sender::ask_over_stream(open_query& query, instant now) {
  ++statistics_.truncated;
  if (!query.looks_back && ++truncated_in_a_row_ == truncated_max)
    effects_.push_back(effects::path_degraded{query.resolver});
  query.over_stream = true;
  transmit(query, now);
}

// Somebody changes the octets of answers, or asks for what nobody asked.
void sender::note_strange(const open_query& query) {
  ++statistics_.bad_datagrams;
  if (query.looks_back || ++strange_in_a_row_ < strange_max) return;
  strange_in_a_row_ = 0;
  effects_.push_back(effects::path_degraded{query.resolver});
}

void sender::take_answer(open_query query, const console_answer& received, instant now) {
  path_.queries.remove(query);
  const bool was_silent = path_.quiet.silent();
  note_answered(query, std::holds_alternative<reply_answer>(received), now);
  if (const auto* ack = std::get_if<fragment_ack_answer>(&received)) {
    take_status(query, *ack, now);
  } else if (const auto* sealed = std::get_if<reply_answer>(&received)) {
    take_reply(*sealed);
  }
  const bool is_back = query.looks_back && query.resolver < resolver_;
  if (was_silent || is_back) use_resolver(query.resolver, now);
}

void sender::note_answered(const open_query& query, bool delayed, instant now) {
  ++statistics_.answers;
  if (!query.missed) health_[query.resolver].answered(now);
  last_answer_ = now;
  strange_in_a_row_ = 0;
  if (!query.over_stream) truncated_in_a_row_ = 0;
  if (path_.answered(query, delayed, now)) effects_.push_back(effects::console_answers{});
  const auto* about = outbox_.find(query.message);
  if (about != nullptr && query.first_attempt && about->message->attempts(query.index) == 1)
    path_.losses.got_through(true);
}

void sender::take_status(const open_query& query, const fragment_ack_answer& ack, instant now) {
  auto* about = outbox_.find(query.message);
  if (about == nullptr || ack.at != low_of(query.message)) return;
  switch (ack.status) {
    case message_status::unknown:
      take_unknown(*about, query, now);
      break;
    case message_status::slow_down:
      path_.slow_down(std::chrono::seconds(ack.seconds), now);
      // Who is too busy to look says nothing of what it has; that is not to have forgotten it.
      if (ack.received.count() > 0) merge(*about, query, ack.received, now);
      break;
    case message_status::partial:
      merge(*about, query, ack.received, now);
      break;
    case message_status::complete_reply_pending:
      about->message->completed(now);
      release_settled(*about->message);
      break;
  }
}

void sender::merge(parcel& about, const open_query& query, const fragment_bitmap& received,
                   instant now) {
  auto& message = *about.message;
  const auto made = message.acked(received, query.name_ordinal, query.name_sent_at, now);
  for (std::size_t i = 0; i < made.repeated; ++i) path_.losses.got_through(false);
  release_settled(message);
}

// What is known to have arrived, or not to have, holds no place in the window any more.
void sender::release_settled(const outgoing_message& message) {
  for (auto& query : path_.queries)
    if (query.message == message.name().at && query.about == open_query::subject::fragment &&
        message.settled(query.index, query.ordinal))
      query.under_way = false;
}

// The console holds nothing of it. When it did before, it was restarted, or threw away what it
// could not use: the same bytes are worth nothing any more. When it never did, nothing has arrived.
void sender::take_unknown(parcel& about, const open_query& query, instant now) {
  const bool held = about.message->last_held() || query.about == open_query::subject::fragment;
  if (!held) {
    merge(about, query, {}, now);
  } else if (about.kind == message_kind::heartbeat) {
    outbox_.end_heartbeat(false);
  } else {
    about.message.reset();
    if (about.parked) {
      outbox_.forget(about);
    } else if (std::exchange(about.sealed_again, true)) {
      park(about, park_reason::refused);
    }
  }
}

void sender::take_reply(const reply_answer& sealed) {
  bytes plain;
  if (!open_down(settings_.down, sealed.sealed, plain)) return;
  auto told = decode_reply(plain);
  if (!told) return;
  const bool rolled_back = counters_.raise_above(told->highest);
  take_reply_to(outbox_.find(told->re.at), *told, rolled_back);
  if (rolled_back) note_rolled_back(told->highest);
}

void sender::take_reply_to(parcel* about, reply& told, bool rolled_back) {
  if (about == nullptr || about->message->name() != told.re) return;
  for (auto i = about->message->repeated_and_missing(); i > 0; --i) path_.losses.got_through(false);
  for (auto& query : path_.queries)
    if (query.message == told.re.at) query.under_way = false;
  if (about->kind == message_kind::heartbeat) {
    take_heartbeat_reply(*about, told, rolled_back);
  } else if (about->id.hash == told.hash) {
    ++statistics_.acknowledged;
    effects_.push_back(effects::acknowledged{about->id, told.unparsable});
    outbox_.forget(*about);
  }
}

// The disk was put back: every counter since the start was used before, for something else, and the
// console may take what comes under one of them for that. Nothing of it goes on.
void sender::note_rolled_back(counter highest) {
  if (!std::exchange(told_rolled_back_, true)) effects_.push_back(effects::rolled_back{highest});
  seal_all_anew();
}

void sender::seal_all_anew() {
  for (auto* what : outbox_.sealed()) seal_anew(*what);
}

void sender::seal_anew(parcel& what) {
  if (what.kind == message_kind::heartbeat)
    return outbox_.repeat_heartbeat(outbox_.end_heartbeat(false));
  what.message.reset();
  if (what.parked) outbox_.forget(what);
}

// A heartbeat with an old token, or with a counter that the console has seen passed, did not count:
// it is sealed once more, with what this REPLY told.
void sender::take_heartbeat_reply(const parcel& about, reply& told, bool rolled_back) {
  token_ = told.token;
  const bool counted = !told.stale_token && !rolled_back;
  effects_.push_back(effects::heartbeat_answered{
      told.token, told.console_time, counted, told.more_waiting, told.reconcile,
      std::move(told.instructions), about.digest, about.as_of});
  auto answered = outbox_.end_heartbeat(counted);
  if (!counted && !answered.sealed_again) outbox_.repeat_heartbeat(std::move(answered));
}

// -- what to send ---------------------------------------------------------------------------------

void sender::pump(instant now) {
  due_.reset();
  while (!path_.quiet.silent()) {
    const auto wanted = next_wish(now);
    due_ = wanted.due;
    if (wanted.from == nullptr) break;
    if (!path_.may_send(now)) {
      keep_earliest(due_, path_.free_at(now));
      break;
    }
    grant(wanted, now);
  }
  const auto begins = path_.silence_begins();
  if (begins && now >= *begins) path_.quiet.begin(now, jitter());
  if (path_.quiet.silent()) {
    pump_silent(now);
  } else {
    keep_earliest(due_, begins);
    ask_earlier_resolver(now);
  }
}

// Outside the window, and nothing is concluded when it is lost: the resolver in use has nothing to
// do with it.
void sender::ask_earlier_resolver(instant now) {
  if (!look_back_.due()) return;
  if (now >= *look_back_.due()) {
    bird_request wanted;
    auto query = status_query(sealer_.last(), wanted);
    query.resolver = look_back_.next(now, jitter());
    query.looks_back = true;
    send_query(wanted, query, now);
  }
  keep_earliest(due_, *look_back_.due());
}

// In silence nothing is sent but status queries, of something that the console may know. What is on
// its way goes back to the RETRY QUEUE when its own patience ends and the silence is certain.
void sender::pump_silent(instant now) {
  due_.reset();
  counter target = sealer_.last();
  for (auto* what : outbox_.sealed())
    if (what->message->last_held()) target = what->message->name().at;
  const auto certain_from = path_.quiet.certain_from(path_.rtt.timeout());
  for (auto* what : outbox_.lanes(now)) {
    if (what->kind == message_kind::heartbeat && !what->message) continue;
    const auto own_end = what->message ? what->message->patience_ends(path_.timing()) : now;
    const auto end = std::max(own_end, certain_from);
    if (now < end) {
      keep_earliest(due_, end);
    } else if (what->kind == message_kind::heartbeat) {
      outbox_.end_heartbeat(false);
    } else {
      park(*what, park_reason::silent);
    }
  }
  // The window is one.
  const auto free_at = path_.queries.next_release(path_.rtt.timeout(), now).value_or(now);
  if (now >= std::max(path_.quiet.ask_due(), free_at) && path_.may_send(now)) {
    const bool repeated = settings_.paths.size() == 1 &&
                          repeat_name(target, open_query::subject::status, {}, now) != nullptr;
    if (!repeated) {
      resolver_ = (resolver_ + 1) % settings_.paths.size();
      send_status(target, now);
    }
    path_.quiet.asked(now, path_.losses.dead_after(), jitter());
  }
  const auto allowed_at = path_.may_send(now) ? now : path_.free_at(now);
  keep_earliest(due_, std::max({path_.quiet.ask_due(), free_at, allowed_at}));
}

sender::wish sender::next_wish(instant now) {
  wish found;
  for (auto* from : outbox_.lanes(now)) {
    const auto step = step_of(*from, now);
    if (step.what == message_step::kind::give_up) {
      give_up(*from);
    } else if (step.what != message_step::kind::wait) {
      return {from, step, found.due};
    } else if (step.due != instant::max()) {
      keep_earliest(found.due, step.due);
    }
  }
  return found;
}

message_step sender::step_of(parcel& from, instant now) {
  if (from.message) return from.message->next_step(path_.timing(), now);
  const bool long_heartbeat =
      profile().one_shot_plain(settings_.zone) < heartbeat_head_octets + heartbeat_.body.size();
  const bool may_begin = from.one_query || from.kind == message_kind::heartbeat ||
                         outbox_.may_begin_fragments(long_heartbeat);
  if (!may_begin) return {message_step::kind::wait, {}, instant::max()};
  return {message_step::kind::send_fragment, {}, {}};
}

// When nothing as long as the longest of a message came through while others were answered, names
// that long no longer pass.
void sender::give_up(parcel& what) {
  const auto& message = *what.message;
  if (!message.longest_there() && !message.complete() && last_answer_ &&
      *last_answer_ > what.sealed_at) {
    profile().mode = minimisation::nodata;  // until the probe knows
    effects_.push_back(effects::path_degraded{resolver_});
  }
  if (what.kind == message_kind::heartbeat) {
    outbox_.end_heartbeat(false);
  } else {
    park(what, park_reason::no_progress);
  }
}

void sender::grant(const wish& wanted, instant now) {
  auto* from = wanted.from;
  if (!from->message) {
    const bool is_heartbeat = from->kind == message_kind::heartbeat;
    if (is_heartbeat) {
      from = &outbox_.begin_heartbeat();
      from->digest = heartbeat_.digest;
      from->body = heartbeat_.body;
      from->as_of = heartbeat_.as_of;
    } else {
      outbox_.make_room();
    }
    if (!sealer_.seal(*from, profile(), token_, now)) {
      AVIARY_INVARIANT(!is_heartbeat, "a heartbeat fits every path");
      return park(*from, park_reason::too_large);
    }
    ++statistics_.sealed;
  }
  if (wanted.step.what == message_step::kind::send_fragment)
    return send_fragment(*from, wanted.step.index, now);
  const auto at = from->message->name().at;
  from->message->asked_status(now);
  if (repeat_name(at, open_query::subject::status, {}, now) == nullptr) send_status(at, now);
}

// -- doing it -------------------------------------------------------------------------------------

void sender::send_fragment(parcel& from, fragment_index index, instant now) {
  auto& message = *from.message;
  const auto at = message.name().at;
  if (message.attempts(index) > 0)
    if (auto* query = repeat_name(at, open_query::subject::fragment, index, now)) {
      message.sent(index, query->ordinal, now, false);
      return;
    }
  open_query query;
  query.resolver = resolver_;
  query.message = at;
  query.index = index;
  query.first_attempt = message.attempts(index) == 0;
  bird_request wanted;
  wanted.attempt = salt_of(from.first_salt + unsigned{message.names_used(index)});
  if (message.one_shot()) {
    wanted.body = one_shot_request{low_of(at), message.fragment(index)};
  } else {
    wanted.body =
        fragment_request{low_of(at), index, message.cut().last(), message.fragment(index)};
  }
  message.sent(index, send_query(wanted, query, now), now, true);
}

void sender::send_status(counter message, instant now) {
  bird_request wanted;
  const auto query = status_query(message, wanted);
  send_query(wanted, query, now);
}

open_query sender::status_query(counter message, bird_request& wanted) {
  open_query query;
  query.resolver = resolver_;
  query.message = message;
  query.about = open_query::subject::status;
  wanted.attempt = salt_of(status_names_++);
  wanted.body = status_request{low_of(message)};
  return query;
}

std::uint64_t sender::send_query(bird_request wanted, open_query query, instant now) {
  const auto& path = settings_.paths[query.resolver];
  wanted.mode = path.mode;
  wanted.bird = settings_.bird;
  wanted.code = path.code;
  const auto encoded = encode_request(wanted, settings_.zone, settings_.up.fragment);
  query.name = encoded.name;
  query.mac = encoded.query;
  query.code = wanted.code;
  auto& entered = path_.queries.add(std::move(query), now, entropy_);
  transmit(entered, now);
  return entered.ordinal;
}

// On a slow path an answer that came too late lies in the resolver's cache: every name is asked
// twice, one attempt after the other, before a new one is made. The second has an id of its own, so
// that it is known which of them was answered.
open_query* sender::repeat_name(counter message, open_query::subject subject, fragment_index index,
                                instant now) {
  if (!path_.rtt.slow()) return nullptr;
  auto* first = path_.queries.last_about(message, subject, index);
  if (first == nullptr || first->spent || now < first->sent_at + path_.rtt.timeout())
    return nullptr;
  auto& again = path_.queries.add_repeat(*first, now, entropy_);
  transmit(again, now);
  return &again;
}

void sender::transmit(open_query& query, instant now) {
  query.sent_at = now;
  ++statistics_.queries;
  if (!query.looks_back) path_.sent(now);
  effects_.push_back(
      effects::send{query.resolver, encode_question(query.id, {query.name}), query.over_stream});
}

void sender::park(parcel& what, park_reason why) {
  ++statistics_.parked;
  effects_.push_back(effects::parked{what.id, why});
  outbox_.park(what);
}

// A first attempt whose timeout passed without an answer, at a fragment that is known to be there:
// the answer was lost.
void sender::measure_losses(instant now) {
  for (auto& query : path_.queries) {
    if (now < query.sent_at + path_.rtt.timeout()) continue;
    if (!std::exchange(query.missed, true)) health_[query.resolver].missed();
    if (!query.first_attempt || query.measured) continue;
    const auto* about = outbox_.find(query.message);
    if (about == nullptr || !about->message->has(query.index)) continue;
    query.measured = true;
    if (about->message->attempts(query.index) == 1) path_.losses.got_through(false);
  }
}

double sender::jitter() {
  return draw_jitter(entropy_);
}

sender_statistics sender::statistics(instant now) const {
  auto shown = statistics_;
  shown.last_counter = sealer_.last();
  shown.smoothed_rtt = path_.rtt.smoothed();
  shown.timeout = path_.rtt.timeout();
  shown.share_lost = path_.losses.share_lost();
  shown.window = path_.window.size();
  shown.under_way = path_.queries.under_way(path_.rtt.timeout(), now);
  shown.resolver = resolver_;
  shown.resolvers = health_;
  shown.last_answer = last_answer_;
  shown.silent = path_.quiet.silent();
  shown.unknown_here = last_negative_ && (!last_answer_ || *last_negative_ > *last_answer_);
  return shown;
}

}  // namespace aviary
