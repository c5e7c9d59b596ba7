#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "messages/bytes.hpp"
#include "messages/ids.hpp"
#include "storage/record.hpp"

// The event log as everything above this folder sees it: many streams, one order. It is an
// interface because the disk must be replaced: by memory in tests and in the simulator, and by a
// replicated log in a cluster. Nothing outside storage/ knows which one it has.
//
// A log calls back on a thread of its own (memory_event_log: from the call that syncs). A callback
// must be short, throw nothing, and may call the log again.

namespace aviary {

struct new_event {
  std::string type;
  bytes payload;
};

/// Events of one stream that become durable together or not at all.
struct append_request {
  stream_name stream;
  /// How many events the writer believes the stream to hold. One stream has one writer, so being
  /// wrong is our own bug and ends the process.
  sequence expected{};
  /// Whether the stream owes something to somebody once these are applied: start-up resumes it.
  bool owes = false;
  wall_time at{};
  position cause{};
  std::vector<new_event> events;
};

/// The end of one stream.
struct stream_head {
  /// The sequence of the next event.
  sequence next{};
  bool owes = false;
  /// The position of the last event.
  position last{};
  friend bool operator==(const stream_head&, const stream_head&) = default;
};

/// Ends a subscription when it goes. After that the callback runs no more, and is not running,
/// unless it is the callback itself that lets go. It must go before the log does.
class [[nodiscard]] subscription {
 public:
  subscription() = default;
  explicit subscription(std::function<void()> cancel) : cancel_(std::move(cancel)) {}
  subscription(subscription&& other) noexcept : cancel_(std::exchange(other.cancel_, nullptr)) {}
  subscription& operator=(subscription&& other) noexcept {
    if (this != &other) {
      reset();
      cancel_ = std::exchange(other.cancel_, nullptr);
    }
    return *this;
  }
  ~subscription() { reset(); }

  void reset() {
    if (const auto cancel = std::exchange(cancel_, nullptr)) cancel();
  }

 private:
  std::function<void()> cancel_;
};

class event_log {
 public:
  using on_durable = std::function<void(position last)>;
  using on_read = std::function<void(std::vector<record>)>;
  using on_record = std::function<void(const record&)>;

  virtual ~event_log() = default;

  /// Appends at least one event. Never fails: it completes, in the order of the calls, or the
  /// process ends. `durable` gets the position of the last event once all of them are on disk.
  virtual void append(append_request wanted, on_durable durable) = 0;

  /// Reads a stream from `from` on, behind every append that was made before this call. Empty when
  /// the stream is unknown, shorter, or retired. `done` may be called before this returns,
  /// so whoever calls holds no lock that it takes.
  virtual void read(stream_name stream, sequence from, on_read done) = 0;

  /// Ends a stream that nobody will read again, behind every append that was made before this call:
  /// its payloads go, headers and hashes stay for the chain (a log of fragments may cut them too).
  /// The log forgets the name: a later append to it starts at sequence 0.
  virtual void retire(stream_name stream) = 0;

  /// Shows the durable records behind `after` in order, on the calling thread, until `visit` says
  /// false. Records that become durable meanwhile may or may not be among them.
  virtual void scan(position after, const std::function<bool(const record&)>& visit) const = 0;

  /// Shows each durable record behind `after` once, in order of positions, history first.
  virtual subscription subscribe(position after, on_record visit) = 0;

  /// Shows the durable head of each stream that is not retired, in the order of their names.
  virtual void for_each_stream(
      const std::function<void(const stream_name&, const stream_head&)>& visit) const = 0;

  /// The last durable record; all zero (or the floor) for an empty log.
  virtual chain_link tip() const = 0;
  position durable() const { return tip().at; }

  /// New at creation, at a restore and after an accepted loss: who remembers positions of another
  /// incarnation must forget them.
  virtual incarnation id() const = 0;

  /// False when the disk is so full that no new work should be admitted. Asked where a command
  /// enters; what was admitted is appended all the same, out of the reserve.
  virtual bool has_room() const = 0;
};

}  // namespace aviary
