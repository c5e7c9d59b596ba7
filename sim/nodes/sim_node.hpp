#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

// What a bird and a console have in common in a world: they start, they die, and there are moments
// at which dying hurts most.

namespace aviary {

class sim_node {
 public:
  virtual ~sim_node() = default;

  /// 0 is the console; birds count from 1.
  virtual std::uint64_t ordinal() const = 0;
  /// "console", "bird 3".
  virtual std::string name() const = 0;
  virtual void start() = 0;
  /// Its ports go dead, its actors end at once, and what its disks had not written is lost.
  virtual void crash() = 0;
  virtual bool is_up() const = 0;

  /// Called behind each append and each datagram that leaves.
  void on_moment(std::function<void()> hook) { on_moment_ = std::move(hook); }

 protected:
  void tell_moment() const {
    if (on_moment_) on_moment_();
  }

 private:
  std::function<void()> on_moment_;
};

}  // namespace aviary
