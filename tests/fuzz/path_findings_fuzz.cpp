#include <cstddef>
#include <cstdint>

#include "messages/invariant.hpp"
#include "messages/json.hpp"
#include "messages/path_findings.hpp"

// What a bird says of its paths: what is taken is in range, has its advice when it limps, and is
// the same after another trip.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aviary;
  const auto value = parse_json({reinterpret_cast<const char*>(data), size});
  if (!value || !value->is_object()) return 0;
  const auto paths = known_paths_from_json(value->as_object());
  AVIARY_INVARIANT(paths.size() <= known_paths_max, "no more than a bird has");
  AVIARY_INVARIANT(known_paths_from_json(to_json(paths)) == paths, "a round trip");
  for (const auto& [resolver, found] : paths) {
    AVIARY_INVARIANT(advice(found).has_value() == found.limps(), "advice for what limps");
    AVIARY_INVARIANT(resolver.size() <= resolver_octets_max, "its name is bounded");
    for (const auto one : resolver) AVIARY_INVARIANT(one > ' ' && one <= '~', "and can be shown");
  }
  return 0;
}
