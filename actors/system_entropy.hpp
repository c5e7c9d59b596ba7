#pragma once

#include "actors/ports.hpp"

// The kernel's randomness, and the only place where a program draws any.

namespace aviary {

/// libsodium's generator, which getrandom(2) seeds. Safe on all threads.
class system_entropy final : public entropy_port {
 public:
  system_entropy();
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace aviary
