#pragma once

#include <cstdint>
#include <string_view>

// One seeded stream of pseudo-random numbers per component and entity, so that adding a draw in one
// place shifts no other. SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
// Generators, 2014): 64 bits of state, passes BigCrush, the same on every machine. Never for keys.

namespace aviary {

class prng {
 public:
  explicit prng(std::uint64_t seed) : state_(seed) {}

  /// The stream of one component ("link", "crash") and one entity (a bird's ordinal).
  prng(std::uint64_t seed, std::string_view component, std::uint64_t entity = 0) : state_(seed) {
    for (const char letter : component) state_ = mix(state_ ^ static_cast<std::uint8_t>(letter));
    state_ = mix(state_ ^ entity);
  }

  std::uint64_t next() { return mix(state_ += 0x9E3779B97F4A7C15u); }
  /// Uniform in [0, 1).
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  bool chance(double probability) { return unit() < probability; }
  /// Uniform in [low, high], both included. The bias of the modulus is below 2^-32 here.
  std::uint64_t between(std::uint64_t low, std::uint64_t high) {
    return low + next() % (high - low + 1);
  }

 private:
  static std::uint64_t mix(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
    return value ^ (value >> 31);
  }

  std::uint64_t state_;
};

}  // namespace aviary
