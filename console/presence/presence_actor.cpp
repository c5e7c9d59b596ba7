#include "console/presence/presence_actor.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "actors/addresses.hpp"
#include "actors/event_sourced_actor.hpp"

namespace aviary {
namespace {

using presence_pointer = presence_actor::stateful_pointer<presence_state>;

constexpr std::chrono::seconds sweep_time{1};

class postman {
 public:
  explicit postman(registry_actor registry) : out_(std::move(registry), position{}) {}

  void operator()(const presence::to_session& effect) const {
    out_.command<bird_session>(addresses::bird_session(effect.bird), effect.what);
  }
  void operator()(const presence::to_fragment_stream& effect) const {
    out_.command<fragment_stream>(fragment_stream_address(effect.message), effect.what);
  }
  void all(const presence::effects& effects) const {
    for (const auto& effect : effects) std::visit(*this, effect);
  }

 private:
  postbox out_;
};

bird_list heard_birds(const presence& machine) {
  bird_list out;
  std::ranges::copy_if(machine.lives().records(), std::back_inserter(out.birds),
                       [](const presence_record& one) { return one.bird != nullptr; });
  return out;
}

}  // namespace

subscription follow_log(const node& shared, key_table& keys, presence& machine) {
  position last{};
  const auto now = shared.clock->now();
  const auto wall = shared.clock->wall_now();
  shared.log->scan(position{}, [&](const record& one) {
    keys.apply(one);
    machine.recall(one, now, wall);
    last = one.at_position;
    return true;
  });
  return shared.log->subscribe(last, [&keys](const record& one) { keys.apply(one); });
}

presence_actor::behavior_type presence_behavior(presence_pointer self, node shared,
                                                std::shared_ptr<presence> machine) {
  self->state.machine = std::move(machine);
  self->delayed_send(self, sweep_time, sweep_presence{});
  const auto now = [shared] { return shared.clock->now(); };
  const auto wall = [shared] { return shared.clock->wall_now(); };
  const postman post(shared.registry);
  auto& live = *self->state.machine;
  return {
      [=, &live](const authentic_batch& batch) { post.all(live.handle(batch, now(), wall())); },
      [=, &live](const message_acked& acked) { post.all(live.handle(acked, now(), wall())); },
      [&live](const witness_told& told) { live.handle(told); },
      [=, &live](const fragment_stream::hints::fragment_ack& ack) { post.all(live.handle(ack)); },
      [=, &live](const fragment_stream::hints::whole& whole) {
        post.all(live.handle(whole, now(), wall()));
      },
      [=, &live](const fragment_stream::hints::reopened& kept) {
        post.all(live.handle(kept, now(), wall()));
      },
      [=, &live](const sweep_presence&) {
        self->delayed_send(self, sweep_time, sweep_presence{});
        post.all(live.sweep(now(), wall(), shared.log->has_room()));
      },
      [&live](const list_birds&) { return heard_birds(live); },
  };
}

}  // namespace aviary
