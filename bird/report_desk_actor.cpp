#include "bird/report_desk_actor.hpp"

#include <utility>

#include "actors/addresses.hpp"
#include "actors/retry_queue.hpp"

namespace aviary {
namespace {

using desk_pointer = report_desk_actor::stateful_pointer<report_desk_state>;

void take(report_desk_state& state, const node& shared, const submit_report& wanted) {
  if (!shared.log->has_room()) {
    wanted.answer(failure{"the disk is full", "free space in the bird's data folder"});
    return;
  }
  if (!state.machine->has_room()) {
    wanted.answer(failure{"too many reports wait for the disk", "send it again in a second"});
    return;
  }
  const auto witness = state.next_witness++;
  state.answers.emplace(witness, wanted.answer);
  auto named = state.machine->take(wanted.seen, witness);
  const stamp made{shared.clock->machine_boot(), shared.clock->now().time_since_epoch().count()};
  postbox(shared.registry, position{})
      .command<retry_queue>(
          address(addresses::report_queue),
          retry_queue::commands::enqueue{std::move(named.id), std::move(named.body), made});
}

void tell_stored(report_desk_state& state, const std::string& id) {
  const auto witness = state.machine->stored(id);
  if (!witness) return;
  const auto answer = std::move(state.answers.at(*witness));
  state.answers.erase(*witness);
  answer(*report_id_from_text(id));
}

}  // namespace

report_desk_actor::behavior_type report_desk_behavior(desk_pointer self, node shared, boot_id life,
                                                      std::size_t room) {
  self->state.machine.emplace(life, room);
  return {
      [self, shared](const submit_report& wanted) { take(self->state, shared, wanted); },
      [self](const queued_in& news) { tell_stored(self->state, news.id); },
  };
}

}  // namespace aviary
