#include "console/presence/presence.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "console/presence/offered_objects.hpp"
#include "messages/heartbeat.hpp"
#include "messages/json.hpp"
#include "messages/path_findings.hpp"
#include "messages/report_id.hpp"
#include "messages/sealed_message.hpp"

namespace aviary {
namespace {

using answer_text = std::array<std::uint8_t, answer_text_octets_max>;

fragment_stream::message_place place_of(const registered_bird& bird, counter at) {
  return {bird.tag, at};
}

/// A one-shot is a message of one fragment.
fragment_bitmap one_fragment() {
  fragment_bitmap all;
  all.set(fragment_index{0});
  return all;
}

bool is_console_made(const report_id& id) {
  return id.boot == console_boot || id.boot.number == unreadable_boot;
}

}  // namespace

// -- from the log --------------------------------------------------------------------------------

void presence::recall(const record& one, instant now, wall_time wall) {
  using events = bird_session::events;
  if (one.retired || !one.stream.starts_with("bird_session/")) return;
  if (one.type == events::report_filed::name) return;
  const auto event = decode_event<bird_session::event>(one.type, one.payload);
  if (!event) return;
  const auto* bird = keys_.find(bird_session::bird_of(*event));
  if (bird == nullptr) return;
  witnesses_.recall(*bird, *event);
  if (const auto* settings = std::get_if<events::settings_reported>(&*event)) {
    life_.recall_settings(*bird, settings->bird_name, settings->location,
                          settings->interval_seconds, now, wall);
  } else if (const auto* silent = std::get_if<events::fell_silent>(&*event)) {
    life_.recall_silence(*bird, silent->last_seen);
  } else if (std::holds_alternative<events::returned>(*event)) {
    life_.recall_return(*bird, now, wall);
  } else if (const auto* accepted = std::get_if<events::report_accepted>(&*event)) {
    bird->note_used(accepted->at);
  } else if (const auto* told = std::get_if<events::paths_reported>(&*event)) {
    bird->note_used(told->at);
  }
}

// -- from the edge -------------------------------------------------------------------------------

presence::effects presence::handle(const authentic_batch& batch, instant now, wall_time wall) {
  effects out;
  moment at(*this, out, now, wall);
  for (const auto& one : batch.requests)
    std::visit([&](const auto& asked) { ask(one, asked, at); }, one.asked);
  return out;
}

void presence::ask(const authentic_request& from, const opened_one_shot& one_shot, moment& at) {
  from.bird->note_used(one_shot.at);
  open({*from.bird,
        {one_shot.at, one_shot.tail},
        one_shot.plain.view(),
        from.arrived,
        one_fragment(),
        false,
        {&from.query, 1}},
       at);
}

void presence::ask(const authentic_request& from, const authentic_fragment& fragment, moment& at) {
  const auto& bird = *from.bird;
  bird.note_used(fragment.at);
  if (answer_known(bird, fragment.at, {}, {&from.query, 1}, at)) return;
  using enum reassembly_limits::admission;
  const auto verdict = log_has_room_ || limits_.is_open(bird, fragment.at)
                           ? limits_.admit(bird, fragment.at, at.now)
                           : reassembly_limits::verdict{overloaded, {}};
  if (verdict.how == too_old)
    return send_ack(bird, {low_of(fragment.at), message_status::unknown, 0, {}}, {&from.query, 1});
  if (verdict.how == overloaded) return slow_down(bird, fragment.at, {&from.query, 1});
  if (verdict.evicted)
    at.out.push_back(
        to_fragment_stream{place_of(bird, *verdict.evicted), fragment_stream::commands::discard{}});
  const auto payload = fragment.payload.view();
  fragment_stream::piece piece{
      fragment.index, fragment.last, {payload.begin(), payload.end()}, from.query};
  // One command for each message of the batch.
  const auto message = place_of(bird, fragment.at);
  for (auto decided = at.out.rbegin(); decided != at.out.rend(); ++decided) {
    auto* sent = std::get_if<to_fragment_stream>(&*decided);
    if (sent == nullptr || sent->message != message) continue;
    auto* store = std::get_if<fragment_stream::commands::store>(&sent->what);
    if (store == nullptr) break;
    store->pieces.push_back(std::move(piece));
    return;
  }
  at.out.push_back(to_fragment_stream{
      message, fragment_stream::commands::store{message, {std::move(piece)}, from.arrived}});
}

void presence::ask(const authentic_request& from, const authentic_status& status, moment& at) {
  const auto& bird = *from.bird;
  if (answer_known(bird, status.at, {}, {&from.query, 1}, at)) return;
  if (!limits_.is_open(bird, status.at))
    return send_ack(bird, {low_of(status.at), message_status::unknown, 0, {}}, {&from.query, 1});
  const auto message = place_of(bird, status.at);
  at.out.push_back(
      to_fragment_stream{message, fragment_stream::commands::ask{message, from.query}});
}

void presence::ask(const authentic_request& from, const pull_request& pull, moment&) {
  const auto box = offered_segment(from.bird->root, pull, from.query.code, from.query.name_octets);
  if (!box) return sink_.answer_nodata(from.query.slot);
  answer_text text;
  const auto size = encode_answer(segment_answer{pull.segment, *box}, from.query.code,
                                  derive_down_keys(from.bird->root).ack, from.query.query, text);
  sink_.answer(from.query.slot, std::span(text).first(size));
}

void presence::ask(const authentic_request& from, const hello_request& hello, moment&) {
  answer_text text;
  const hello_answer content{static_cast<std::uint8_t>(hello.random),
                             hello_fill_octets(from.query.code, from.query.name_octets)};
  const auto size = encode_answer(content, from.query.code, derive_down_keys(from.bird->root).ack,
                                  from.query.query, text);
  sink_.answer(from.query.slot, std::span(text).first(size));
}

// -- whole messages ------------------------------------------------------------------------------

bool presence::answer_known(const registered_bird& bird, counter at_counter,
                            const std::optional<message_tail>& tail,
                            std::span<const waiting_query> queries, moment& at) {
  if (auto* pending = messages_.find_pending(bird, at_counter, tail)) {
    hold(bird, *pending, queries);
  } else if (const auto* done = messages_.find_finished(bird, at_counter, tail)) {
    auto content = make_reply(bird, done->name, at);
    content.hash = done->hash;
    content.unparsable = done->unparsable;
    send_reply(bird, content, queries, at);
  } else {
    return false;
  }
  ++counts_.duplicates;
  return true;
}

void presence::open(const opened& message, moment& at) {
  if (answer_known(message.bird, message.name.at, message.name.tail, message.queries, at)) {
    if (message.of_fragments && !messages_.find_pending(message.bird, message.name.at))
      end_stream(message.bird, message.name.at, fragment_stream::commands::finish{}, at);
    return;
  }
  const auto read = decode_envelope(message.plain);
  if (!read) return pass_unreadable(message, {}, at);
  if (std::holds_alternative<heartbeat_head>(read->head)) return hear_heartbeat(message, *read, at);
  if (std::holds_alternative<upload_head>(read->head)) return pass_upload(message, read->body, at);
  const auto* report = std::get_if<report_head>(&read->head);
  if (report == nullptr || is_console_made(report->id))
    return pass_unreadable(message, hash_report(read->body), at);
  pass_report(message, *report, read->body, report->id.hash, at);
}

void presence::hear_heartbeat(const opened& message, const envelope& read, moment& at) {
  const auto& bird = message.bird;
  const auto body = decode_heartbeat(read.body);
  const auto verdict = life_.hear(bird, message.name.at, std::get<heartbeat_head>(read.head),
                                  body ? &*body : nullptr, at.now, at.wall);
  counts_.heartbeats += verdict.counts ? 1 : 0;
  counts_.heartbeats_stale += verdict.stale_token ? 1 : 0;
  counts_.heartbeats_repeated += verdict.counts || verdict.stale_token ? 0 : 1;
  counts_.heartbeats_odd += body ? 0 : 1;
  if (verdict.returned) at.out.push_back(to_session{bird.id, bird_session::commands::come_back{}});
  if (verdict.settings_changed)
    at.out.push_back(to_session{bird.id, bird_session::commands::report_settings{
                                             body->name, body->location, body->interval_seconds}});
  if (verdict.dropped_changed)
    at.out.push_back(
        to_session{bird.id, bird_session::commands::report_dropped{body->dropped, at.wall}});
  auto content = make_reply(bird, message.name, at);
  content.stale_token = verdict.stale_token;
  if ((verdict.counts || verdict.repeated) && body && body->waiting == 0)
    compare_digests(message, std::get<heartbeat_head>(read.head).digest, content, at);
  content.unparsable = !body;
  send_reply(bird, content, message.queries, at);
  if (!message.of_fragments) return;
  messages_.finish({&bird, message.name, {}, content.unparsable, at.now});
  end_stream(bird, message.name.at, fragment_stream::commands::finish{}, at);
}

void presence::compare_digests(const opened& message, const report_digest& theirs, reply& content,
                               moment& at) {
  const auto verdict = witnesses_.compare(message.bird, message.name.at, theirs, at.now, at.wall);
  content.reconcile = verdict.ask;
  if (verdict.wake_session)
    at.out.push_back(to_session{message.bird.id, bird_session::commands::compare_digest{
                                                     witnesses_.mine(), message.bird.number,
                                                     message.name.at, theirs, at.wall}});
}

void presence::pass_report(const opened& message, const report_head& head, byte_view body,
                           const report_hash& told, moment& at) {
  const auto& bird = message.bird;
  const auto slot = await_session(message, body.size(), told, at);
  if (!slot) return;
  at.out.push_back(
      to_session{bird.id, bird_session::commands::accept_report{
                              message.name.at, message.name.tail, slot->value, head.id,
                              std::string(as_text(body)), message.arrived, head.age_seconds}});
  ++counts_.reports;
}

// What is stored is what this console understands of it, written anew: its size is bounded.
void presence::pass_upload(const opened& message, byte_view body, moment& at) {
  const auto hash = hash_report(body);
  const auto parsed = parse_json(as_text(body));
  const auto* object = parsed ? parsed->if_object() : nullptr;
  const auto* paths = object != nullptr ? find_object(*object, upload_paths) : nullptr;
  if (paths == nullptr) return pass_unreadable(message, hash, at);
  const auto slot = await_session(message, body.size(), hash, at);
  if (!slot) return;
  at.out.push_back(to_session{
      message.bird.id,
      bird_session::commands::note_paths{message.name.at, message.name.tail, slot->value, hash,
                                         serialize_json(to_json(known_paths_from_json(*paths)))}});
}

// Its queries wait for the session's word; nothing when there is no room, and the bird was told so.
std::optional<answer_slot> presence::await_session(const opened& message, std::size_t octets,
                                                   const report_hash& told, moment& at) {
  const auto& bird = message.bird;
  if (!log_has_room_ || !messages_.has_room(bird)) {
    slow_down(bird, message.name.at, message.queries);
    return {};
  }
  auto& pending = messages_.add(
      bird, {message.name, told, message.received, message.of_fragments, octets, at.now, {}});
  hold(bird, pending, message.queries);
  return message.queries.empty() ? answer_slot{} : message.queries.back().slot;
}

// Odd octets must never hide a touch, so what cannot be read is filed as a report that does not
// parse. Where its head is whole that is done under the report's own name.
void presence::pass_unreadable(const opened& message, const report_hash& told, moment& at) {
  ++counts_.unreadable;
  byte_reader reader(message.plain);
  const bool is_report = (reader.u8() & 0x7F) == static_cast<unsigned>(message_kind::report);
  const auto named = read_report_id(reader);
  if (is_report && reader.ok() && !is_console_made(named))
    return pass_report(message, {named, {}}, message.plain, named.hash, at);
  const auto at_counter = message.name.at.value;
  const boot_id boot{unreadable_boot, static_cast<std::uint32_t>(at_counter >> 32)};
  // Both halves of the counter are in the id, so the session knows it when it comes again.
  const auto id = make_report_id(boot, {static_cast<std::uint32_t>(at_counter)}, message.plain);
  pass_report(message, {id, {}}, message.plain, told, at);
}

// -- from sessions -------------------------------------------------------------------------------

presence::effects presence::handle(const bird_session::effects::message_acked& acked, instant now,
                                   wall_time wall) {
  effects out;
  moment at(*this, out, now, wall);
  const auto* bird = keys_.find(acked.tag);
  if (bird == nullptr) return out;  // revoked meanwhile
  witnesses_.told(*bird, acked.witness);
  const message_name name{acked.at, acked.tail};
  const auto* known = messages_.find_pending(*bird, acked.at, acked.tail);
  const auto hash = known != nullptr ? known->hash : acked.id.hash;
  const auto taken = messages_.finish({bird, name, hash, acked.unparsable, now});
  if (!taken) return out;
  auto content = make_reply(*bird, name, at);
  content.hash = hash;
  content.unparsable = acked.unparsable;
  send_reply(*bird, content, taken->queries, at);
  if (taken->of_fragments) end_stream(*bird, name.at, fragment_stream::commands::finish{}, at);
  return out;
}

void presence::handle(const bird_session::effects::witness_told& told) {
  if (const auto* bird = keys_.find(told.tag)) witnesses_.answered(*bird, told.witness);
}

// -- from fragment streams -----------------------------------------------------------------------

presence::effects presence::handle(const fragment_stream::hints::fragment_ack& ack) {
  effects out;
  moment at(*this, out);
  const auto* bird = keys_.find(ack.message.tag);
  if (bird == nullptr) {
    for (const auto& query : ack.queries) sink_.answer_nodata(query.slot);
    return out;
  }
  // Fragments that came after those that disagreed may lie in the stream again by now. What is no
  // longer counted must not be there.
  if (ack.status == message_status::unknown && limits_.is_open(*bird, ack.message.at)) {
    limits_.close(*bird, ack.message.at);
    out.push_back(to_fragment_stream{ack.message, fragment_stream::commands::discard{}});
  }
  send_ack(*bird, {low_of(ack.message.at), ack.status, 0, ack.received}, ack.queries);
  return out;
}

presence::effects presence::handle(const fragment_stream::hints::whole& whole, instant now,
                                   wall_time wall) {
  effects out;
  moment at(*this, out, now, wall);
  const auto* bird = keys_.find(whole.message.tag);
  if (bird == nullptr) {
    for (const auto& query : whole.queries) sink_.answer_nodata(query.slot);
    out.push_back(to_fragment_stream{whole.message, fragment_stream::commands::discard{}});
    return out;
  }
  const auto counter_of = whole.message.at;
  bytes plain;
  if (open_up(derive_up_keys(bird->root), counter_of, whole.sealed, plain).has_error()) {
    ++counts_.not_opened;
    end_stream(*bird, counter_of, fragment_stream::commands::discard{}, at);
    send_ack(*bird, {low_of(counter_of), message_status::unknown, 0, {}}, whole.queries);
    return out;
  }
  bird->note_used(counter_of);
  open({*bird,
        {counter_of, tail_of(whole.sealed)},
        plain,
        whole.arrived,
        whole.received,
        true,
        whole.queries},
       at);
  return out;
}

presence::effects presence::handle(const fragment_stream::hints::reopened& kept, instant now,
                                   wall_time wall) {
  effects out;
  const auto* bird = keys_.find(kept.message.tag);
  auto discarded = kept.message;
  if (bird != nullptr) {
    bird->note_used(kept.message.at);
    const auto age = std::max(wall - kept.arrived, wall_time::duration::zero());
    const auto verdict = limits_.readmit(*bird, kept.message.at, now - age);
    if (verdict.how == reassembly_limits::admission::open && !verdict.evicted) return out;
    if (verdict.evicted) discarded.at = *verdict.evicted;
  }
  out.push_back(to_fragment_stream{discarded, fragment_stream::commands::discard{}});
  return out;
}

void presence::end_stream(const registered_bird& bird, counter at_counter,
                          fragment_stream::command how, moment& at) {
  limits_.close(bird, at_counter);
  at.out.push_back(to_fragment_stream{place_of(bird, at_counter), std::move(how)});
}

// -- once a second -------------------------------------------------------------------------------

presence::effects presence::sweep(instant now, wall_time wall, bool log_has_room) {
  effects out;
  if (std::exchange(log_has_room_, log_has_room) && !log_has_room)
    out.push_back(to_session{
        console_itself,
        bird_session::commands::notice{log_types::storage_low.value,
                                       "the disk of the event log is almost full: birds are told "
                                       "to wait with their reports",
                                       wall}});
  life_.sweep(now, [&](const presence_record& record) {
    if (keys_.find(record.bird->id) == nullptr) return;  // nobody misses a revoked bird
    out.push_back(
        to_session{record.bird->id, bird_session::commands::fall_silent{record.last_seen, wall}});
  });
  for (const auto& old : limits_.expire(now))
    out.push_back(
        to_fragment_stream{place_of(*old.bird, old.at), fragment_stream::commands::discard{}});
  messages_.sweep(now);
  return out;
}

// -- answers -------------------------------------------------------------------------------------

reply presence::make_reply(const registered_bird& bird, const message_name& re, moment& at) const {
  reply content;
  content.re = re;
  content.token = life_.token(bird.id, at.now);
  content.console_time = at.wall;
  content.highest = bird.highest();
  return content;
}

void presence::send_reply(const registered_bird& bird, const reply& content,
                          std::span<const waiting_query> queries, moment& at) {
  if (queries.empty()) return;
  const auto keys = derive_down_keys(bird.root);
  const auto plain = encode(content);
  answer_text text;
  for (const auto& query : queries) {
    const auto sealed = seal_down(keys, at.nonces.next(), plain);
    const auto size = encode_answer(reply_answer{sealed}, query.code, keys.ack, query.query, text);
    sink_.answer(query.slot, std::span(text).first(size));
    ++counts_.replies;
  }
}

void presence::send_ack(const registered_bird& bird, const fragment_ack_answer& content,
                        std::span<const waiting_query> queries) {
  if (queries.empty()) return;
  const auto keys = derive_down_keys(bird.root);
  answer_text text;
  for (const auto& query : queries) {
    const auto size = encode_answer(content, query.code, keys.ack, query.query, text);
    sink_.answer(query.slot, std::span(text).first(size));
  }
}

void presence::slow_down(const registered_bird& bird, counter at,
                         std::span<const waiting_query> queries) {
  const auto seconds = log_has_room_ ? slow_down_seconds : slow_down_full_seconds;
  send_ack(bird, {low_of(at), message_status::slow_down, seconds, {}}, queries);
  ++counts_.slowed_down;
}

// One query waits for the REPLY, and four at most of one message: the others are told at once that
// all is here, so that the bird's window is free again.
void presence::hold(const registered_bird& bird, pending_message& message,
                    std::span<const waiting_query> queries) {
  if (queries.empty()) return;
  const fragment_ack_answer content{low_of(message.name.at), message_status::complete_reply_pending,
                                    0, message.received};
  send_ack(bird, content, queries.first(queries.size() - 1));
  const auto& held = queries.back();
  if (message.queries.size() == held_per_message_max)
    message.queries.erase(message.queries.begin());
  message.queries.push_back(held);
  answer_text text;
  const auto size =
      encode_answer(content, held.code, derive_down_keys(bird.root).ack, held.query, text);
  sink_.answer_later(held.slot, std::span(text).first(size));
}

}  // namespace aviary
