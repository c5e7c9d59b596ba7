#include "bird/uplink_actor.hpp"

#include <algorithm>
#include <utility>

#include "actors/addresses.hpp"
#include "bird/report_desk_actor.hpp"

namespace aviary {
namespace {

using uplink_pointer = uplink_actor::stateful_pointer<uplink_state>;

class postman {
 public:
  postman(uplink_pointer self, node shared, datagram_port* network, path_memory* paths)
      : self_(self), shared_(std::move(shared)), network_(network), paths_(paths) {}

  void perform(std::vector<uplink::effect> effects) const {
    for (auto& one : effects) std::visit([this](auto& effect) { perform_one(effect); }, one);
    arm();
  }

 private:
  void perform_one(uplink::effects::send& effect) const {
    if (effect.over_stream)
      network_->send_over_stream(effect.resolver, effect.octets);
    else
      network_->send(effect.resolver, effect.octets);
  }
  void perform_one(uplink::effects::tell_queue& effect) const {
    postbox(shared_.registry, position{})
        .command<retry_queue>(address(addresses::report_queue), std::move(effect.what));
  }
  void perform_one(uplink::effects::notice& effect) const {
    const auto stored = [to = caf::actor_cast<uplink_actor>(self_),
                         then = effect.then](const result<report_id, failure>& id) {
      if (id && then) caf::anon_send(to, *then);
    };
    postbox(shared_.registry, position{})
        .message(address(addresses::report_desk), submit_report{std::move(effect.seen), stored});
  }

  void perform_one(uplink::effects::keep_path& effect) const {
    if (paths_ != nullptr) paths_->keep(effect.resolver, effect.found);
  }

  /// One timer: an alarm that is still under way is made stale when another must ring earlier.
  void arm() const {
    auto& state = self_->state;
    const auto due = state.machine->next_due();
    if (state.alarm_at && *state.alarm_at <= due) return;
    state.alarm_at = due;
    const auto delay = std::max(due - shared_.clock->now(), instant::duration::zero());
    self_->delayed_send(self_, delay, uplink_alarm{++state.alarm_generation});
  }

  uplink_pointer self_;
  node shared_;
  datagram_port* network_;
  path_memory* paths_;
};

}  // namespace

uplink_actor::behavior_type uplink_behavior(uplink_pointer self, node shared,
                                            std::shared_ptr<uplink> machine, datagram_port* network,
                                            path_memory* paths) {
  const postman post(self, std::move(shared), network, paths);
  auto& state = self->state;
  state.machine = std::move(machine);
  post.perform(state.machine->tick());
  return {
      [&state, post](const offered& one) { post.perform(state.machine->offer(one.item)); },
      [&state, post](const queue_counted& news) { post.perform(state.machine->count(news.count)); },
      [&state, post](const resolver_answered& one) {
        post.perform(state.machine->receive(one.resolver, one.datagram));
      },
      [&state, post](const resolver_refused& news) {
        post.perform(state.machine->send_failed(news.resolver));
      },
      [&state, post](const path_told& news) { post.perform(state.machine->note_told(news)); },
      [&state, post](const uplink_alarm& rung) {
        if (rung.generation != state.alarm_generation) return;
        state.alarm_at.reset();
        post.perform(state.machine->tick());
      },
      [&state](const ask_uplink& asked) { asked.answer(state.machine->status()); },
  };
}

}  // namespace aviary
