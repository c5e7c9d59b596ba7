#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <variant>
#include <vector>

#include "storage/event_log.hpp"

// An event log in memory, for tests and for the simulator. It has no thread and decides nothing:
// its owner says when writes reach the disk, and may pull the plug. The object stands for the disk,
// so it outlives the crash that it plays; callbacks and subscriptions do not.
//
// It keeps every record for ever and is not safe to share between threads.

namespace aviary {

enum class completion {
  /// Nothing completes until sync() or sync_one().
  manual,
  /// Every call completes before it returns; one made from a callback, when that returns.
  automatic,
};

class memory_event_log final : public event_log {
 public:
  /// `history` is what an earlier log held (durable_records()), for a restore or a rollback.
  explicit memory_event_log(incarnation id, completion when = completion::manual,
                            std::vector<record> history = {});

  void append(append_request wanted, on_durable durable) override;
  void read(stream_name stream, sequence from, on_read done) override;
  void retire(stream_name stream) override;
  void scan(position after, const std::function<bool(const record&)>& visit) const override;
  subscription subscribe(position after, on_record visit) override;
  void for_each_stream(
      const std::function<void(const stream_name&, const stream_head&)>& visit) const override;
  chain_link tip() const override;
  incarnation id() const override { return id_; }
  bool has_room() const override { return has_room_; }

  // -- the owner's side ---------------------------------------------------------------------------

  /// Appends, reads, retirements and new subscriptions that wait for the disk.
  std::size_t pending() const { return pending_.size(); }
  /// Completes the oldest of them and calls back. False when none waits.
  bool sync_one();
  /// Completes all that wait, and what their callbacks ask for, until nothing waits.
  void sync();
  /// The power goes. Of the writes (appends and retirements) that wait, the oldest `kept` had
  /// reached the disk, though nobody was told; the rest is lost. Never from inside a callback.
  void crash(std::size_t kept = 0);
  void set_room(bool has_room) { has_room_ = has_room; }
  std::vector<record> durable_records() const;

 private:
  struct subscriber {
    position seen{};
    on_record visit;
  };
  struct append_operation {
    position last{};
    on_durable durable;
  };
  struct read_operation {
    stream_name stream;
    sequence from{};
    on_read done;
  };
  struct retire_operation {
    stream_name stream;
    position last{};
  };
  struct catch_up_operation {};
  using operation =
      std::variant<append_operation, read_operation, retire_operation, catch_up_operation>;

  void perform(append_operation& now);
  void perform(read_operation& now);
  void perform(retire_operation& now);
  void perform(catch_up_operation& now);
  void wait_for_disk(operation next);
  void show_to_subscribers();
  void index(const record& added);
  const record& at(position place) const { return records_[place.value - 1]; }

  incarnation id_;
  completion when_;
  bool has_room_ = true;
  bool syncing_ = false;
  /// Position less one is the index. A deque, so that a callback may append under a reference.
  std::deque<record> records_;
  position durable_{};
  /// The next sequence of each stream, with what is not durable yet.
  std::map<stream_name, sequence> next_;
  /// The positions of each stream that is not retired, with what is not durable yet.
  std::map<stream_name, std::vector<position>> places_;
  std::deque<operation> pending_;
  std::list<std::shared_ptr<subscriber>> subscribers_;
};

}  // namespace aviary
