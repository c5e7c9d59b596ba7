#pragma once

#include "actors/ports.hpp"

// The clock as a program has it.

namespace aviary {

/// CLOCK_BOOTTIME and CLOCK_REALTIME.
class system_clock_port final : public clock_port {
 public:
  /// Reads the kernel's boot id (proc(5), /proc/sys/kernel/random/boot_id).
  system_clock_port();

  instant now() const override;
  std::uint64_t machine_boot() const override { return machine_boot_; }
  wall_time wall_now() const override;

 private:
  std::uint64_t machine_boot_;
};

}  // namespace aviary
