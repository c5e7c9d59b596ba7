#include "actors/fragment_stream.hpp"

#include <utility>

namespace aviary {
namespace {

using unit = fragment_stream;

// -- what is there -------------------------------------------------------------------------------

/// With what is not written yet: at most `batch_fragments` to note.
fragment_shape shape_of(const unit::state& state, const unit::live& live) {
  auto shape = state.pieces.shape();
  for (const auto& one : live.unwritten) shape.note(one.index, one.last, one.payload.size());
  return shape;
}

wall_time arrival_of(const unit::state& state, const unit::live& live) {
  return state.pieces.shape().empty() ? live.arrived : state.arrived;
}

unit::hint whole_of(const unit::state& state, const unit::live& live,
                    const unit::message_place& message, std::vector<waiting_query> queries) {
  auto pieces = state.pieces;
  for (const auto& one : live.unwritten) pieces.add(one.index, one.last, one.payload);
  return unit::hints::whole{message, pieces.sealed(), pieces.shape().received(),
                            arrival_of(state, live), std::move(queries)};
}

/// What the queries are told: the whole to the PRESENCE, or how much of it is there.
unit::hint standing(const unit::state& state, const unit::live& live, const fragment_shape& shape,
                    const unit::message_place& message, std::vector<waiting_query> queries) {
  if (shape.complete()) return whole_of(state, live, message, std::move(queries));
  return unit::hints::fragment_ack{message, message_status::partial, shape.received(),
                                   std::move(queries)};
}

// -- ends ----------------------------------------------------------------------------------------

/// What was never written needs no event.
void end(const unit::state& state, unit::live& live, unit::event with, decision<unit>& out) {
  live = {};
  if (!unit::owes(state)) return;
  out.events.push_back(std::move(with));
  out.effects.push_back(unit::effects::retire{state.message});
}

void give_up(const unit::state& state, unit::live& live, const unit::message_place& message,
             std::vector<waiting_query> queries, decision<unit>& out) {
  end(state, live, unit::events::discarded{}, out);
  out.hints.push_back(
      unit::hints::fragment_ack{message, message_status::unknown, {}, std::move(queries)});
}

// -- fragments -----------------------------------------------------------------------------------

void write(const unit::state& state, unit::live& live, decision<unit>& out) {
  unit::events::fragments_stored event{
      live.message, arrival_of(state, live), live.unwritten.front().last, {}};
  for (auto& one : live.unwritten) event.fragments.emplace_back(one.index, std::move(one.payload));
  live = {};
  out.events.push_back(std::move(event));
}

void store(const unit::state& state, unit::live& live, const unit::commands::store& wanted,
           instant now, decision<unit>& out) {
  auto shape = shape_of(state, live);
  std::vector<waiting_query> queries;
  bool agree = !state.over;
  for (const auto& one : wanted.pieces) {
    queries.push_back(one.query);
    const auto verdict = shape.judge(one.index, one.last, one.payload.size());
    agree = agree && verdict != fragment_verdict::disagrees;
    if (!agree || verdict != fragment_verdict::fits) continue;
    if (live.unwritten.empty()) live = {wanted.message, {}, wanted.arrived, now + unit::batch_time};
    shape.note(one.index, one.last, one.payload.size());
    live.unwritten.push_back(one);
  }
  if (!agree) return give_up(state, live, wanted.message, std::move(queries), out);
  out.hints.push_back(standing(state, live, shape, wanted.message, std::move(queries)));
  if (!shape.complete() && live.unwritten.size() >= unit::batch_fragments) write(state, live, out);
}

}  // namespace

// -- decide --------------------------------------------------------------------------------------

decision<fragment_stream> fragment_stream::decide(const state& state, live& live,
                                                  const command& command, instant now) {
  decision<fragment_stream> out;
  if (const auto* wanted = std::get_if<commands::store>(&command)) {
    store(state, live, *wanted, now, out);
  } else if (const auto* asked = std::get_if<commands::ask>(&command)) {
    const auto shape = shape_of(state, live);
    if (state.over || shape.empty())
      out.hints.push_back(
          hints::fragment_ack{asked->message, message_status::unknown, {}, {asked->query}});
    else
      out.hints.push_back(standing(state, live, shape, asked->message, {asked->query}));
  } else if (std::holds_alternative<commands::finish>(command)) {
    end(state, live, events::completed{}, out);
  } else if (std::holds_alternative<commands::discard>(command)) {
    end(state, live, events::discarded{}, out);
  } else if (std::holds_alternative<resume>(command)) {
    if (!owes(state)) return out;
    out.hints.push_back(hints::reopened{state.message, state.arrived});
    const auto& shape = state.pieces.shape();
    if (shape.complete()) out.hints.push_back(whole_of(state, live, state.message, {}));
  } else if (live.write_due && *live.write_due <= now) {
    if (shape_of(state, live).complete())
      live.write_due.reset();  // the session's log has it, or the bird will send it again
    else
      write(state, live, out);
  }
  return out;
}

// -- evolve --------------------------------------------------------------------------------------

void fragment_stream::evolve(state& state, const event& event) {
  const auto* stored = std::get_if<events::fragments_stored>(&event);
  if (stored == nullptr) {
    state = {};
    state.over = true;
    return;
  }
  state.message = stored->message;
  state.arrived = stored->arrived;
  for (const auto& [index, payload] : stored->fragments)
    state.pieces.add(index, stored->last, payload);
}

// -- codec ---------------------------------------------------------------------------------------

new_event fragment_stream::encode(const event& event) {
  new_event out{std::string(event_name(event)), {}};
  const auto* stored = std::get_if<events::fragments_stored>(&event);
  if (stored == nullptr) return out;
  byte_writer writer(out.payload);
  writer.u32(stored->message.tag.value);
  writer.u64(stored->message.at.value);
  writer.u64(static_cast<std::uint64_t>(stored->arrived.time_since_epoch().count()));
  writer.u16(stored->last.value);
  for (const auto& [index, payload] : stored->fragments) {
    writer.u16(index.value);
    writer.u8(static_cast<std::uint8_t>(payload.size()));
    writer.octets(payload);
  }
  return out;
}

result<fragment_stream::event, event_error> fragment_stream::decode(std::string_view type,
                                                                    byte_view payload) {
  if (type == events::completed::name) return event{events::completed{}};
  if (type == events::discarded::name) return event{events::discarded{}};
  if (type != events::fragments_stored::name) return event_error::unknown_name;
  byte_reader reader(payload);
  events::fragments_stored stored;
  stored.message.tag = {reader.u32()};
  stored.message.at = {reader.u64()};
  stored.arrived = wall_time(std::chrono::milliseconds(static_cast<std::int64_t>(reader.u64())));
  stored.last = {reader.u16()};
  while (reader.ok() && reader.remaining() > 0) {
    const fragment_index index{reader.u16()};
    const auto octets = reader.octets(reader.u8());
    stored.fragments.emplace_back(index, bytes(octets.begin(), octets.end()));
  }
  if (!reader.ok()) return event_error::wrong_field;
  return event{std::move(stored)};
}

}  // namespace aviary
