#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <utility>

#include "sim/prng.hpp"
#include "sim/timeline.hpp"
#include "storage/memory_event_log.hpp"

// A node's disk in a world: writes take virtual time to reach it, and a crash loses some of those
// that have not, a random number of the newest. It outlives the node's lives.

namespace aviary {

class faulty_log final : public event_log {
 public:
  /// `slow`: the share of the writes that take up to a second. Whoever asked is answered before
  /// such a one is done.
  faulty_log(timeline& time, prng faults, incarnation id, double slow)
      : time_(time), faults_(faults), slow_(slow), disk_(id) {}

  void append(append_request wanted, on_durable durable) override {
    if (on_request_) on_request_(wanted);
    disk_.append(std::move(wanted), std::move(durable));
    sync_later();
    if (on_append_) on_append_();
  }
  void read(stream_name stream, sequence from, on_read done) override {
    disk_.read(std::move(stream), from, std::move(done));
    sync_later();
  }
  void retire(stream_name stream) override {
    disk_.retire(std::move(stream));
    sync_later();
  }
  void scan(position after, const std::function<bool(const record&)>& visit) const override {
    disk_.scan(after, visit);
  }
  subscription subscribe(position after, on_record visit) override {
    auto out = disk_.subscribe(after, std::move(visit));
    sync_later();
    return out;
  }
  void for_each_stream(
      const std::function<void(const stream_name&, const stream_head&)>& visit) const override {
    disk_.for_each_stream(visit);
  }
  chain_link tip() const override { return disk_.tip(); }
  incarnation id() const override { return disk_.id(); }
  bool has_room() const override { return disk_.has_room(); }

  // -- the world's side --------------------------------------------------------------------------

  /// Called behind each append, while it is applied and not yet durable: where a crash hurts most.
  void on_append(std::function<void()> hook) { on_append_ = std::move(hook); }
  /// Called before each append with what is to be appended.
  void on_request(std::function<void(const append_request&)> hook) {
    on_request_ = std::move(hook);
  }
  /// Whether the disk has room for new work.
  void set_room(bool has_room) { disk_.set_room(has_room); }
  /// The node died: of what waits, a random number of the oldest had reached the disk.
  void crash() { disk_.crash(static_cast<std::size_t>(faults_.between(0, disk_.pending()))); }
  /// Behind a crash: the disk is that of a backup, which ends with this record.
  void put_back(position last, incarnation id) {
    auto history = disk_.durable_records();
    history.resize(last.value);
    disk_ = memory_event_log(id, completion::manual, std::move(history));
  }
  /// Behind a crash, or before the first start: this disk is a copy of another.
  void copy_from(const faulty_log& other) {
    disk_ = memory_event_log(other.id(), completion::manual, other.disk_.durable_records());
  }

 private:
  void sync_later() {
    const std::chrono::microseconds delay(faults_.chance(slow_) ? faults_.between(20'000, 1'000'000)
                                                                : faults_.between(100, 20'000));
    time_.after(delay, [this] {
      if (faults_.chance(grouped))
        disk_.sync();
      else
        disk_.sync_one();
    });
  }

  /// Sometimes it takes all that waits in one write, and several units hear of it at one instant.
  static constexpr double grouped = 0.2;

  timeline& time_;
  prng faults_;
  double slow_;
  memory_event_log disk_;
  std::function<void()> on_append_;
  std::function<void(const append_request&)> on_request_;
};

}  // namespace aviary
