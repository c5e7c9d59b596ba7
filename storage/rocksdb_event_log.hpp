#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <variant>
#include <vector>

#include "messages/result.hpp"
#include "storage/event_log.hpp"
#include "storage/log_options.hpp"

// The event log on disk: one thread and its queue around a rocksdb_store. A batch is what came in
// while the last one was being synced, so the more appends wait, the cheaper each becomes. The same
// thread calls back, reads and serves subscriptions, so a callback that lingers delays every append
// behind it. The queue has no bound of its own: who admits work bounds what is in flight.
//
// Never fork() while a log is open: the child would hold copies of its locks and files.

namespace aviary {

class rocksdb_store;

class rocksdb_event_log final : public event_log {
 public:
  struct opened {
    std::unique_ptr<rocksdb_event_log> log;
    /// Only when `accept_loss` was set and needed.
    std::optional<log_loss> loss;
  };

  /// Makes an empty log in `folder`, which must not hold one.
  static result<void, failure> create(const std::filesystem::path& folder, incarnation id,
                                      const log_options& options);
  /// Opens a log and reads all of it, checking the chain (docs/STORAGE.md lists every failure).
  static result<opened, failure> open(const std::filesystem::path& folder,
                                      const log_options& options);
  /// Completes all that was asked and what the callbacks ask for, then syncs and closes.
  ~rocksdb_event_log() override;

  void append(append_request wanted, on_durable durable) override;
  void read(stream_name stream, sequence from, on_read done) override;
  void retire(stream_name stream) override;
  void scan(position after, const std::function<bool(const record&)>& visit) const override;
  subscription subscribe(position after, on_record visit) override;
  void for_each_stream(
      const std::function<void(const stream_name&, const stream_head&)>& visit) const override;
  chain_link tip() const override;
  incarnation id() const override;
  bool has_room() const override;

 private:
  struct subscriber;
  struct append_operation {
    append_request wanted;
    on_durable durable;
  };
  struct read_operation {
    stream_name stream;
    sequence from{};
    on_read done;
  };
  struct retire_operation {
    stream_name stream;
  };
  using subscribe_operation = std::shared_ptr<subscriber>;
  using operation =
      std::variant<append_operation, read_operation, retire_operation, subscribe_operation>;
  /// What one turn of the thread does: either retirements, or all the others in this order.
  struct turn {
    std::vector<append_request> appends;
    std::vector<on_durable> durables;
    std::vector<read_operation> reads;
    std::vector<stream_name> retirements;
  };

  explicit rocksdb_event_log(std::unique_ptr<rocksdb_store> store);
  void ask(operation next);
  /// Nothing waits, and the thread does nothing: all that was asked is done.
  bool idle() const;
  void run();
  /// Waits until there is something to do. Nothing once the log closes and all is done.
  std::optional<turn> next_turn();
  turn gather();
  void commit(turn& now);
  void show(const std::vector<record>& added);
  /// Shows a slice of what a subscriber has not seen. False when there is more.
  bool catch_up(subscriber& behind) const;

  const std::unique_ptr<rocksdb_store> store_;

  mutable std::mutex guard_;
  std::condition_variable asked_;
  std::deque<operation> queue_;
  bool closing_ = false;
  bool busy_ = false;  // the thread does what it took out of the queue

  // Only the thread uses these.
  std::vector<std::shared_ptr<subscriber>> subscribers_;
  bool all_caught_up_ = true;

  std::thread thread_;
};

}  // namespace aviary
