#pragma once

#include <span>
#include <string_view>

// What happens to the decoys of a world. A workload says when who touches which bird; it is
// installed while the world is made.

namespace aviary {

class world;

struct workload_kind {
  std::string_view name;
  std::string_view what;
  void (*install)(world&);
};

std::span<const workload_kind> workload_kinds();
/// Null when there is none of that name.
const workload_kind* find_workload(std::string_view name);

}  // namespace aviary
