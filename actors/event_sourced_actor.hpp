#pragma once

#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "actors/caf.hpp"
#include "actors/event_sourced.hpp"
#include "actors/registry_actor.hpp"

// The one actor around every decider: it reads the stream, replays it, feeds commands to the
// runner, appends what was decided, and hands released effects to the unit's postman, which knows
// nothing but where each effect goes.

namespace aviary {

/// A command for a unit, and the position of the event that led to it (zero from outside).
template <class Unit>
struct deliver {
  typename Unit::command what;
  position cause{};
};

/// From the LOG: the actor's oldest append is on disk; its last event lies here.
struct made_durable {
  position last;
};

/// From the LOG, once: everything that the stream holds.
struct replayed {
  std::vector<record> records;
};

template <class Unit>
using unit_actor = caf::typed_actor<caf::reacts_to<deliver<Unit>>,  // anybody: a command
                                    caf::reacts_to<wake>,           // REGISTRY: you are due
                                    caf::reacts_to<fall_asleep>,    // REGISTRY: you may go
                                    caf::reacts_to<made_durable>,   // LOG
                                    caf::reacts_to<replayed>>;      // LOG, first of all

/// Where a postman puts what leaves a unit.
class postbox {
 public:
  postbox(registry_actor registry, position cause)
      : registry_(std::move(registry)), cause_(cause) {}

  /// A command for the unit at `to`.
  template <class Unit>
  void command(address to, typename Unit::command what) const {
    message(std::move(to), deliver<Unit>{std::move(what), cause_});
  }
  /// A message for the machine at `to`.
  template <class Message>
  void message(address to, Message what) const {
    caf::anon_send(registry_, mail{std::move(to), caf::make_message(std::move(what))});
  }

 private:
  registry_actor registry_;
  position cause_;
};

template <class Unit, class Postman>
class event_sourced_actor_state {
 public:
  static inline const char* name = "event_sourced";

  using pointer = typename unit_actor<Unit>::template stateful_pointer<event_sourced_actor_state>;

  void start(pointer self, node shared, stream_name stream, Postman postman,
             typename Unit::live live) {
    self_ = self;
    node_ = std::move(shared);
    postman_.emplace(std::move(postman));
    runner_.emplace(stream, std::move(live));
    node_.log->read(std::move(stream), sequence{},
                    [me = caf::actor_cast<caf::actor>(self)](std::vector<record> records) {
                      caf::anon_send(me, replayed{std::move(records)});
                    });
  }

  void replay(const std::vector<record>& records) {
    for (const auto& one : records) runner_->replay(one);
    replaying_ = false;
    if (!records.empty()) handle(resume{}, position{});
    for (auto& waiting : std::exchange(waiting_, {})) handle(waiting.what, waiting.cause);
    tell_registry();
  }

  void deliver_command(const deliver<Unit>& one) {
    ++handled_;
    if (replaying_) {
      waiting_.push_back(one);
      return;
    }
    handle(one.what, one.cause);
    tell_registry();
  }

  void wake_up() {
    ++handled_;
    told_due_.reset();  // the registry forgot it when it woke us
    if (!replaying_) handle(tick{}, position{});
    tell_registry();
  }

  void durable(position last) {
    perform(runner_->durable(last));
    if (node_.observer != nullptr && runner_->settled())
      node_.observer->at_rest(runner_->stream(), &runner_->state());
    tell_registry();
  }

 private:
  void handle(const typename Unit::command& wanted, position cause) {
    auto step = runner_->handle(wanted, node_.clock->now(), node_.clock->wall_now(), cause);
    if (step.append) {
      node_.log->append(std::move(*step.append),
                        [me = caf::actor_cast<caf::actor>(self_)](position last) {
                          caf::anon_send(me, made_durable{last});
                        });
    }
    for (const auto& hint : step.hints) {
      std::visit([&](const auto& one) { deliver_one(one, position{}); }, hint);
    }
    perform(step.effects);
  }

  void perform(const std::vector<typename event_sourced<Unit>::released_effect>& effects) {
    for (const auto& effect : effects)
      std::visit([&](const auto& one) { deliver_one(one, effect.cause); }, effect.what);
  }

  template <class One>
  void deliver_one(const One& one, position cause) {
    if constexpr (!std::is_same_v<One, nothing>) (*postman_)(one, postbox(node_.registry, cause));
  }

  /// Only what the registry needs to hear: a change of the due instant, or that nothing is left.
  void tell_registry() {
    const auto due = replaying_ ? std::nullopt : runner_->next_due();
    const bool idle = !replaying_ && runner_->settled() && !runner_->owes();
    if (!idle && due == told_due_) return;
    told_due_ = due;
    self_->send(node_.registry, settled{runner_->stream(), handled_, due, idle});
  }

  pointer self_ = nullptr;
  node node_;
  std::optional<Postman> postman_;
  std::optional<event_sourced<Unit>> runner_;
  std::vector<deliver<Unit>> waiting_;  // commands that came before the replay was over
  std::uint64_t handled_ = 0;
  std::optional<instant> told_due_;
  bool replaying_ = true;
};

template <class Unit, class Postman>
typename unit_actor<Unit>::behavior_type event_sourced_behavior(
    typename event_sourced_actor_state<Unit, Postman>::pointer self, node shared,
    stream_name stream, Postman postman, typename Unit::live live) {
  auto& state = self->state;
  state.start(self, std::move(shared), std::move(stream), std::move(postman), std::move(live));
  return {
      [&state](const deliver<Unit>& one) { state.deliver_command(one); },
      [&state](const wake&) { state.wake_up(); },
      [self](const fall_asleep&) { self->quit(); },
      [&state](const made_durable& news) { state.durable(news.last); },
      [&state](const replayed& news) { state.replay(news.records); },
  };
}

/// An entry for the registry's table.
template <class Unit, class Postman>
spawn_stream spawn_event_sourced(Postman postman, typename Unit::live live = {}) {
  return [postman, live](caf::actor_system& system, const node& shared, const stream_name& stream) {
    return caf::actor_cast<caf::actor>(
        system.spawn(event_sourced_behavior<Unit, Postman>, shared, stream, postman, live));
  };
}

}  // namespace aviary

namespace caf {
template <class Unit>
struct allowed_unsafe_message_type<aviary::deliver<Unit>> : std::true_type {};
}  // namespace caf
AVIARY_MESSAGE(aviary::made_durable)
AVIARY_MESSAGE(aviary::replayed)
