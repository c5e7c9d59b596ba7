#pragma once

#include <cstdint>
#include <random>
#include <span>

#include "actors/ports.hpp"
#include "bird/transport/counter_source.hpp"
#include "messages/ids.hpp"

// Ports for tests: randomness from a seed, counters from memory.

namespace aviary {

class seeded_entropy final : public entropy_port {
 public:
  explicit seeded_entropy(std::uint64_t seed) : numbers_(seed) {}
  void fill(std::span<std::uint8_t> out) override {
    for (auto& octet : out) octet = static_cast<std::uint8_t>(numbers_());
  }
  /// 0 to 1.
  double chance() { return std::uniform_real_distribution<>()(numbers_); }

 private:
  std::mt19937_64 numbers_;
};

class counters_in_memory final : public counter_source {
 public:
  counter next() override { return {next_.value++}; }
  bool raise_above(counter highest) override {
    if (next_ > highest) return false;
    next_ = {highest.value + 1};
    return true;
  }
  /// Puts back an older disk.
  void roll_back(counter to) { next_ = to; }
  counter peek() const { return next_; }

 private:
  counter next_{1};
};

}  // namespace aviary
