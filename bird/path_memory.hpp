#pragma once

#include <cstddef>

#include "messages/path_findings.hpp"

namespace aviary {

/// Keeps what a bird found out about its paths, over its lives. It need not succeed: what is not
/// known is found out again.
class path_memory {
 public:
  virtual ~path_memory() = default;
  /// What holds of the path through the resolver of that ordinal from now on; on an actor's thread.
  virtual void keep(std::size_t resolver, const path_findings& found) = 0;
};

}  // namespace aviary
