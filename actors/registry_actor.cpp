#include "actors/registry_actor.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "messages/invariant.hpp"

namespace aviary {
namespace {

using registry_pointer = registry_actor::stateful_pointer<registry_state>;

const unit_policy& policy_of(const registry_state& state, std::string_view stream) {
  const auto found = state.units.find(stream.substr(0, stream.find('/')));
  AVIARY_INVARIANT(found != state.units.end(), "mail goes to a known unit or a bound machine");
  return found->second;
}

/// One that ends of an error (an exception) would leave a process that answers nobody and looks
/// healthy; a restart replays.
void ends_of_no_error(const caf::error& why) {
  const bool told = !why || why == caf::exit_reason::kill ||
                    why == caf::exit_reason::user_shutdown || why == caf::exit_reason::normal;
  AVIARY_INVARIANT(told, "no actor ends of an error");
}

registry_state::entry& awake(registry_pointer self, const address& stream) {
  auto& state = self->state;
  const auto found = state.streams.find(stream);
  if (found != state.streams.end()) return found->second;
  const auto& policy = policy_of(state, stream);
  const node shared{policy.log, state.clock, caf::actor_cast<registry_actor>(self),
                    policy.observer};
  auto actor = policy.spawn(self->system(), shared, stream);
  actor->attach_functor(ends_of_no_error);
  return state.streams.emplace(stream, registry_state::entry{actor, 0, {}, policy.linger, false})
      .first->second;
}

void set_due(registry_state& state, const address& stream, registry_state::entry& entry,
             std::optional<instant> due) {
  if (entry.due) state.dues.erase({*entry.due, stream});
  entry.due = due;
  if (due) state.dues.emplace(*due, stream);
}

void hand_over(registry_pointer self, const address& to, const caf::message& what) {
  const auto machine = self->state.machines.find(to);
  if (machine != self->state.machines.end()) {
    caf::anon_send(machine->second, what);
    return;
  }
  auto& entry = awake(self, to);
  ++entry.delivered;
  if (std::exchange(entry.lingers, false)) set_due(self->state, to, entry, {});
  caf::anon_send(entry.actor, what);
}

/// Arms the one timer for the earliest due instant. An earlier alarm that is still under way is
/// made stale by its generation, because CAF cannot cancel it.
void arm(registry_pointer self) {
  auto& state = self->state;
  if (state.dues.empty()) return;
  const auto earliest = state.dues.begin()->first;
  if (state.alarm_at && *state.alarm_at <= earliest) return;
  state.alarm_at = earliest;
  const auto delay = std::max(earliest - state.clock->now(), instant::duration::zero());
  self->delayed_send(self, delay, alarm{++state.alarm_generation});
}

void let_sleep(registry_pointer self, decltype(registry_state::streams)::iterator which) {
  caf::anon_send(which->second.actor, fall_asleep{});
  self->state.streams.erase(which);
}

void note_settled(registry_pointer self, const settled& news) {
  auto& state = self->state;
  const auto found = state.streams.find(news.from);
  if (found == state.streams.end()) return;
  auto& entry = found->second;
  const bool saw_all = news.handled == entry.delivered;
  const bool has_nothing_to_do = news.idle && saw_all && !news.due;
  if (has_nothing_to_do && entry.linger == instant::duration::zero()) {
    set_due(state, news.from, entry, {});
    return let_sleep(self, found);
  }
  entry.lingers = has_nothing_to_do && entry.linger != stays_awake;
  set_due(state, news.from, entry, entry.lingers ? state.clock->now() + entry.linger : news.due);
  arm(self);
}

void wake_due(registry_pointer self) {
  auto& state = self->state;
  state.alarm_at.reset();
  const auto now = state.clock->now();
  while (!state.dues.empty() && state.dues.begin()->first <= now) {
    const auto stream = state.dues.begin()->second;
    const auto found = state.streams.find(stream);
    set_due(state, stream, found->second, {});
    if (found->second.lingers)
      let_sleep(self, found);
    else
      hand_over(self, stream, caf::make_message(wake{}));
  }
  arm(self);
}

void resume_owing(registry_pointer self) {
  for (const auto& unit : self->state.units) {
    unit.second.log->for_each_stream([&](const stream_name& stream, const stream_head& head) {
      const auto prefix = std::string_view(stream).substr(0, stream.find('/'));
      if (head.owes && prefix == unit.first) awake(self, stream);
    });
  }
}

}  // namespace

registry_state::~registry_state() {
  for (const auto& [stream, one] : streams) caf::anon_send_exit(one.actor, caf::exit_reason::kill);
}

registry_actor::behavior_type registry_behavior(registry_pointer self, const clock_port* clock,
                                                unit_table units) {
  self->state.clock = clock;
  self->state.units = std::move(units);
  self->attach_functor(ends_of_no_error);
  return {
      [self](const mail& letter) { hand_over(self, letter.to, letter.what); },
      [self](const settled& news) { note_settled(self, news); },
      [self](const bind_address& wanted) {
        self->link_to(wanted.machine);
        self->state.machines.insert_or_assign(wanted.to, wanted.machine);
      },
      [self](const resume_streams&) { resume_owing(self); },
      [self](const alarm& rung) {
        if (rung.generation == self->state.alarm_generation) wake_due(self);
      },
  };
}

}  // namespace aviary
