#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "sim/checkers/checker.hpp"

// Everything that is seen in a run, in its order, as one number. Two runs with the same hash are
// the same run; one that differs anywhere differs here.

namespace aviary {

class run_hash {
 public:
  void fold(const sighting& one, instant now);
  /// 128 bits in hexadecimal.
  std::string text() const;

 private:
  /// BLAKE2b of this and of what was seen next.
  std::array<std::uint8_t, 16> chain_{};
};

}  // namespace aviary
