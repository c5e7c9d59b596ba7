#include "actors/bird_session.hpp"

#include "messages/report.hpp"

namespace aviary {
namespace {

using unit = bird_session;

// -- reports -------------------------------------------------------------------------------------

std::uint64_t settled(const unit::state& state) {
  return state.owed.empty() ? state.next_n : state.owed.begin()->first;
}

/// A report about a bird, made by the console.
std::string notice_body(log_type type, std::string_view field, byte_view text, wall_time noticed) {
  report made;
  made.type = type;
  put_logdata(made, field, text);
  made.utc_time = utc_text(noticed);
  return std::string(as_text(encode(made)));
}

report_summary summary_of(const unit::state& state, const unit::events::report_accepted& event) {
  const auto parsed = decode_report(as_bytes(event.body));
  AVIARY_INVARIANT(parsed.has_value(), "what was accepted is a report");
  return summarize(*parsed, event.id, state.bird_name, event.happened_at);
}

unit::effects::file file_effect(const unit::state& state, std::uint64_t n,
                                const report_summary& report) {
  return {state.bird, n, settled(state), report};
}

/// Accepts what the console itself has to say about the bird. It goes before the event that keeps
/// it from being said again: where a log was cut between the two (an accepted loss), people hear of
/// it twice, and not never.
void add_notice(const unit::state& state, log_type type, std::string_view field,
                std::string_view text, wall_time noticed, decision<unit>& out) {
  unit::events::report_accepted event;
  event.bird = state.bird;
  event.n = state.next_n;
  event.body = notice_body(type, field, as_bytes(text), noticed);
  event.id = make_report_id(console_boot, report_sequence{static_cast<std::uint32_t>(event.n)},
                            as_bytes(event.body));
  event.happened_at = event.arrived = noticed;
  out.effects.push_back(file_effect(state, event.n, summary_of(state, event)));
  out.events.push_back(std::move(event));
}

/// The witness as it is once these events are applied.
session_witness witness_after(const unit::state& state, const std::vector<unit::event>& events) {
  auto out = state.witness;
  for (const auto& event : events) unit::evolve_witness(out, event);
  return out;
}

/// `wanted`: the command that brought the message.
unit::effects::message_acked ack_of(const unit::state& state, const auto& wanted,
                                    const report_id& id, bool unparsable,
                                    const decision<unit>& out) {
  return {state.tag,
          wanted.at,
          wanted.tail,
          wanted.slot,
          id,
          unparsable,
          witness_after(state, out.events)};
}

enum class novelty { fresh, known, cloned };

/// A place that is older than `recent` is taken as known: its hash is forgotten, and accepting it
/// again would double an alert.
novelty novelty_of(const unit::state& state, const report_id& id) {
  const auto boot = state.accepted.find(id.boot);
  if (boot == state.accepted.end() || !boot->second.contains(id.sequence.value))
    return novelty::fresh;
  if (state.recent.contains(id)) return novelty::known;
  const auto same_place = state.recent.lower_bound({id.boot, id.sequence, report_hash{}});
  const bool remembered = same_place != state.recent.end() && same_place->boot == id.boot &&
                          same_place->sequence == id.sequence;
  return remembered ? novelty::cloned : novelty::known;
}

void accept_report(const unit::state& state, const unit::commands::accept_report& wanted,
                   decision<unit>& out) {
  const auto parsed = decode_report(as_bytes(wanted.body));
  const bool unparsable = parsed.has_error();
  const auto kind = novelty_of(state, wanted.id);
  if (kind == novelty::cloned)
    add_notice(state, log_types::bird_cloned, "REPORT", to_text(wanted.id), wanted.arrived, out);
  if (kind != novelty::known) {
    unit::events::report_accepted event;
    event.bird = state.bird;
    event.n = state.next_n + out.events.size();
    event.id = wanted.id;
    event.at = wanted.at;
    event.unparsable = unparsable;
    event.arrived = wanted.arrived;
    event.happened_at = wanted.arrived - std::chrono::seconds(wanted.age_seconds.value_or(0));
    event.body = unparsable ? notice_body(log_types::report_unparsable, "BODY",
                                          as_bytes(wanted.body), wanted.arrived)
                            : wanted.body;
    out.effects.push_back(file_effect(state, event.n, summary_of(state, event)));
    out.events.push_back(std::move(event));
  }
  out.effects.push_back(ack_of(state, wanted, wanted.id, unparsable, out));
}

/// What somebody recorded and plays again is older than what is known, and changes nothing.
void note_paths(const unit::state& state, const unit::commands::note_paths& wanted,
                decision<unit>& out) {
  if (wanted.at > state.paths_at)
    out.events.push_back(unit::events::paths_reported{state.bird, wanted.at, wanted.paths});
  out.effects.push_back(ack_of(state, wanted, report_id{{}, {}, wanted.hash}, false, out));
}

// -- the witness ---------------------------------------------------------------------------------

/// A heartbeat that was sealed before a report which is counted here says nothing about it, and one
/// of an earlier registration nothing at all.
void compare_digest(const unit::state& state, const unit::commands::compare_digest& wanted,
                    decision<unit>& out) {
  const auto& witness = state.witness;
  if (wanted.number != state.number || !witness.is_comparable(wanted.at)) {
    // The next heartbeat will do.
  } else if (wanted.theirs == witness.digest) {
    if (witness.differs)
      out.events.push_back(unit::events::digests_agreed{state.bird, witness.digest});
  } else {
    if (!witness.differs)
      out.events.push_back(unit::events::digests_differed{state.bird, wanted.theirs, witness.digest,
                                                          wanted.noticed});
    if (witness.may_ask(wanted.mine, wanted.noticed))
      out.events.push_back(
          unit::events::reconcile_asked{state.bird, wanted.mine, witness.digest, wanted.noticed});
  }
  out.effects.push_back(unit::effects::witness_told{state.tag, witness_after(state, out.events)});
}

// -- life ----------------------------------------------------------------------------------------

void fall_silent(const unit::state& state, const unit::commands::fall_silent& wanted,
                 decision<unit>& out) {
  if (state.silent) return;
  add_notice(state, log_types::bird_silent, "LAST_SEEN", utc_text(wanted.last_seen), wanted.noticed,
             out);
  out.events.push_back(unit::events::fell_silent{state.bird, wanted.last_seen});
}

void report_dropped(const unit::state& state, const unit::commands::report_dropped& wanted,
                    decision<unit>& out) {
  if (state.dropped == wanted.count) return;
  if (wanted.count > state.dropped)
    add_notice(state, log_types::reports_dropped, "DROPPED", std::to_string(wanted.count),
               wanted.noticed, out);
  out.events.push_back(unit::events::reports_dropped{state.bird, wanted.count});
}

void report_settings(const unit::state& state, const unit::commands::report_settings& wanted,
                     decision<unit>& out) {
  const bool same = state.bird_name == wanted.bird_name && state.location == wanted.location &&
                    state.interval_seconds == wanted.interval_seconds;
  if (same) return;
  out.events.push_back(unit::events::settings_reported{state.bird, wanted.bird_name,
                                                       wanted.location, wanted.interval_seconds});
}

void register_bird(const unit::state& state, const unit::commands::register_bird& wanted,
                   decision<unit>& out) {
  if (wanted.number > state.number) {
    out.events.push_back(
        unit::events::registered{wanted.bird, wanted.tag, wanted.number, wanted.sealed_root});
  }
  out.effects.push_back(unit::effects::bird_registered{wanted.bird, wanted.number});
}

}  // namespace

// -- decide --------------------------------------------------------------------------------------

decision<bird_session> bird_session::decide(const state& state, live&, const command& command,
                                            instant) {
  decision<bird_session> out;
  if (const auto* wanted = std::get_if<commands::accept_report>(&command)) {
    accept_report(state, *wanted, out);
  } else if (const auto* upload = std::get_if<commands::note_paths>(&command)) {
    note_paths(state, *upload, out);
  } else if (const auto* filed = std::get_if<commands::filed>(&command)) {
    if (state.owed.contains(filed->n)) out.events.push_back(events::report_filed{filed->n});
  } else if (const auto* admitted = std::get_if<commands::register_bird>(&command)) {
    register_bird(state, *admitted, out);
  } else if (const auto* noticed = std::get_if<commands::notice>(&command)) {
    add_notice(state, log_type{noticed->log_type}, "NOTICE", noticed->text, noticed->noticed, out);
  } else if (const auto* silent = std::get_if<commands::fall_silent>(&command)) {
    fall_silent(state, *silent, out);
  } else if (std::holds_alternative<commands::come_back>(command)) {
    if (state.silent) out.events.push_back(events::returned{state.bird});
  } else if (const auto* dropped = std::get_if<commands::report_dropped>(&command)) {
    report_dropped(state, *dropped, out);
  } else if (const auto* settings = std::get_if<commands::report_settings>(&command)) {
    report_settings(state, *settings, out);
  } else if (const auto* compared = std::get_if<commands::compare_digest>(&command)) {
    compare_digest(state, *compared, out);
  } else if (std::holds_alternative<resume>(command)) {
    for (const auto& [n, report] : state.owed) out.effects.push_back(file_effect(state, n, report));
  }
  return out;
}

// -- evolve --------------------------------------------------------------------------------------

namespace {

void evolve_accepted(unit::state& state, const unit::events::report_accepted& event) {
  state.next_n = event.n + 1;
  state.owed.emplace(event.n, summary_of(state, event));
  if (event.id.boot == console_boot) return;
  state.accepted[event.id.boot].insert(event.id.sequence.value);
  if (state.recent.insert(event.id).second) state.recent_order.push_back(event.id);
  if (state.recent_order.size() > unit::recent_max) {
    state.recent.erase(state.recent_order.front());
    state.recent_order.pop_front();
  }
}

bool is_clone_notice(const unit::events::report_accepted& event) {
  if (event.id.boot != console_boot) return false;
  const auto said = decode_report(as_bytes(event.body));
  return said && said->type == log_types::bird_cloned;
}

}  // namespace

void bird_session::evolve(state& state, const event& event) {
  evolve_witness(state.witness, event);
  if (const auto* accepted = std::get_if<events::report_accepted>(&event)) {
    evolve_accepted(state, *accepted);
  } else if (const auto* filed = std::get_if<events::report_filed>(&event)) {
    state.owed.erase(filed->n);
  } else if (const auto* registered = std::get_if<events::registered>(&event)) {
    state.bird = registered->bird;
    state.tag = registered->tag;
    state.number = registered->number;
    state.dropped = 0;  // a reset bird, which registers anew, counts anew
    state.paths_at = {};
  } else if (std::holds_alternative<events::fell_silent>(event)) {
    state.silent = true;
  } else if (std::holds_alternative<events::returned>(event)) {
    state.silent = false;
  } else if (const auto* dropped = std::get_if<events::reports_dropped>(&event)) {
    state.dropped = dropped->count;
  } else if (const auto* told = std::get_if<events::paths_reported>(&event)) {
    state.paths_at = told->at;
  } else if (const auto* settings = std::get_if<events::settings_reported>(&event)) {
    state.bird_name = settings->bird_name;
    state.location = settings->location;
    state.interval_seconds = settings->interval_seconds;
  }
}

void bird_session::evolve_witness(session_witness& witness, const event& event) {
  if (std::holds_alternative<events::registered>(event)) {
    witness = {};  // a reset bird, which registers anew, counts anew
  } else if (const auto* accepted = std::get_if<events::report_accepted>(&event)) {
    witness.accept(accepted->id, accepted->at);
    if (is_clone_notice(*accepted)) {
      witness.cloned = true;
      witness.asking = false;
    }
  } else if (std::holds_alternative<events::digests_differed>(event)) {
    witness.differs = true;
  } else if (const auto* asked = std::get_if<events::reconcile_asked>(&event)) {
    witness.asking = true;
    witness.asker = asked->asker;
    witness.asked = asked->asked;
  } else if (std::holds_alternative<events::digests_agreed>(event)) {
    witness.differs = false;
    witness.asking = false;
  }
}

bird_id bird_session::bird_of(const event& event) {
  return std::visit(
      [](const auto& one) {
        if constexpr (requires { one.bird; }) return one.bird;
        return bird_id{};
      },
      event);
}

}  // namespace aviary
