#pragma once

#include <algorithm>
#include <cstdint>

#include "bird/transport/counter_source.hpp"

// A bird's counter file in a world. It outlives the bird's lives, and each new one goes on at the
// limit, as with the file: which counters of the last block were used is not known any more.

namespace aviary {

class simulated_counters final : public counter_source {
 public:
  /// Few, so that a world comes to many ends of a block.
  static constexpr std::uint64_t block = 16;

  counter next() override {
    if (next_ == limit_) limit_ += block;
    return {next_++};
  }
  bool raise_above(counter highest) override {
    if (next_ > highest.value) return false;
    next_ = highest.value + 1;
    limit_ = next_ + block;
    return true;
  }

  /// The bird starts anew.
  void reopen() { next_ = limit_; }
  /// Its disk was put back, or is a copy of one that was: what was used since may be used again.
  void put_back(std::uint64_t counters) {
    limit_ = std::max<std::uint64_t>(1, limit_ - std::min(limit_, counters));
    reopen();
  }
  /// For a registration request.
  counter peek() const { return {next_}; }
  /// What is on the disk: all below may have been used.
  counter limit() const { return {limit_}; }
  /// The disk is that of an earlier day.
  void put_back_to(counter limit) {
    limit_ = limit.value;
    reopen();
  }

 private:
  std::uint64_t next_ = 1;
  std::uint64_t limit_ = 1;
};

}  // namespace aviary
