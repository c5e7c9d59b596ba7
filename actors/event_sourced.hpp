#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "actors/event_codec.hpp"
#include "messages/invariant.hpp"
#include "messages/time.hpp"
#include "storage/event_log.hpp"

// The runner of every decider, and the one place where "durable before visible" is done. It owns a
// unit's state, stamps and encodes what the unit decides, and holds each effect until the log says
// that everything decided up to it is on disk. It knows no actor, no thread and no clock.
//
// A unit is a struct with nested `commands`, `events`, `effects`, `hints`, the variants `command`,
// `event`, `effect`, `hint` over them, `state`, `live`, and
//
//   static decision<unit> decide(const state&, live&, const command&, instant now);
//   static void evolve(state&, const event&);
//   static std::optional<instant> next_due(const state&, const live&);
//   static bool owes(const state&);       // does anybody wait for something that a restart must
//   offer again?

namespace aviary {

/// The first command after replay: offer again what is still owed.
struct resume {
  static constexpr std::string_view name = "resume";
  static void fields(auto&, auto&&) {}
};

/// The instant that `next_due` asked for has come.
struct tick {
  static constexpr std::string_view name = "tick";
  static void fields(auto&, auto&&) {}
};

/// What a unit makes of one command.
template <class Unit>
struct decision {
  std::vector<typename Unit::event> events;
  /// Leave the unit once every event decided so far is durable.
  std::vector<typename Unit::effect> effects;
  /// Leave at once and promise nothing.
  std::vector<typename Unit::hint> hints;
};

struct nothing {
  static constexpr std::string_view name = "nothing";
  static void fields(auto&, auto&&) {}
};
/// The hints of a unit that has none.
using no_hint = std::variant<nothing>;

template <class Unit>
concept decider = requires(const typename Unit::state& state, typename Unit::state& changing,
                           typename Unit::live& live, const typename Unit::command& command,
                           const typename Unit::event& event, instant now) {
  { Unit::decide(state, live, command, now) } -> std::same_as<decision<Unit>>;
  Unit::evolve(changing, event);
  { Unit::next_due(state, std::as_const(live)) } -> std::same_as<std::optional<instant>>;
  { Unit::owes(state) } -> std::same_as<bool>;
};

/// A unit whose payloads are not JSON (fragments are raw octets) brings its own codec:
/// `static new_event encode(const event&)` and
/// `static result<event, event_error> decode(std::string_view type, byte_view payload)`.
template <class Unit>
concept own_codec = requires(const typename Unit::event& event) {
  Unit::encode(event);
};

template <class Unit>
new_event encode_for_log(const typename Unit::event& event) {
  if constexpr (own_codec<Unit>)
    return Unit::encode(event);
  else
    return {std::string(event_name(event)), encode_event(event)};
}

template <class Unit>
result<typename Unit::event, event_error> decode_from_log(std::string_view type,
                                                          byte_view payload) {
  if constexpr (own_codec<Unit>)
    return Unit::decode(type, payload);
  else
    return decode_event<typename Unit::event>(type, payload);
}

template <decider Unit>
class event_sourced {
 public:
  using command = typename Unit::command;
  using effect = typename Unit::effect;
  using hint = typename Unit::hint;

  /// An effect with the position of the event that it rests on: the `cause` of what it leads to.
  struct released_effect {
    effect what;
    position cause;
  };

  struct step {
    std::optional<append_request> append;
    std::vector<released_effect> effects;
    std::vector<hint> hints;
  };

  explicit event_sourced(stream_name stream, typename Unit::live live = {})
      : stream_(std::move(stream)), live_(std::move(live)) {}

  // -- replay ------------------------------------------------------------------------------------

  /// Folds one durable record in. Never acts.
  void replay(const record& one) {
    AVIARY_INVARIANT(one.at_sequence.value == decided_, "a stream replays without a gap");
    const auto event = decode_from_log<Unit>(one.type, one.payload);
    AVIARY_INVARIANT(event.has_value(), "a record is of a type and shape that this version knows");
    Unit::evolve(state_, *event);
    durable_ = ++decided_;
    last_durable_ = one.at_position;
  }

  // -- commands ----------------------------------------------------------------------------------

  /// Decides. The caller appends `append` (before anything that it appends later) and then performs
  /// `effects` and `hints`. `at` and `cause` go into the record headers. A unit that is due by then
  /// gets its tick in the same step, so "what changed makes more possible" needs no code of its
  /// own.
  step handle(const command& wanted, instant now, wall_time at, position cause) {
    step out;
    append_request request;
    decide(wanted, now, request, out);
    const auto due = next_due();
    if (due && *due <= now && !std::holds_alternative<tick>(wanted))
      decide(tick{}, now, request, out);
    if (!request.events.empty()) {
      request.stream = stream_;
      request.expected = sequence{decided_ - request.events.size()};
      request.owes = owes();
      request.at = at;
      request.cause = cause;
      appending_.push_back(request.events.size());
      out.append = std::move(request);
    }
    out.effects = release();
    return out;
  }

  /// The oldest append that is still under way became durable; its last event lies at `last`.
  std::vector<released_effect> durable(position last) {
    AVIARY_INVARIANT(!appending_.empty(), "the log answers each append once");
    durable_ += appending_.front();
    appending_.pop_front();
    last_durable_ = last;
    return release();
  }

  // -- what the caller may ask -------------------------------------------------------------------

  std::optional<instant> next_due() const { return Unit::next_due(state_, live_); }
  bool owes() const { return Unit::owes(state_); }
  /// Nothing is on its way to the log and no effect is held.
  bool settled() const { return appending_.empty() && held_.empty(); }
  const typename Unit::state& state() const { return state_; }
  const stream_name& stream() const { return stream_; }

 private:
  struct held_effect {
    std::uint64_t after;  // the number of events that must be durable first
    effect what;
  };

  void decide(const command& wanted, instant now, append_request& request, step& out) {
    auto decided = Unit::decide(std::as_const(state_), live_, wanted, now);
    for (const auto& event : decided.events) {
      Unit::evolve(state_, event);
      request.events.push_back(encode_for_log<Unit>(event));
    }
    decided_ += decided.events.size();
    for (auto& one : decided.effects) held_.push_back({decided_, std::move(one)});
    for (auto& one : decided.hints) out.hints.push_back(std::move(one));
  }

  std::vector<released_effect> release() {
    std::vector<released_effect> out;
    for (; !held_.empty() && held_.front().after <= durable_; held_.pop_front())
      out.push_back({std::move(held_.front().what), last_durable_});
    return out;
  }

  stream_name stream_;
  typename Unit::state state_;
  typename Unit::live live_;
  std::uint64_t decided_ = 0;          // events in state_
  std::uint64_t durable_ = 0;          // of them on disk
  std::deque<std::size_t> appending_;  // sizes of the appends under way
  std::deque<held_effect> held_;       // one FIFO, so effects never overtake each other
  position last_durable_{};
};

}  // namespace aviary
