#include "sim/load/report_times.hpp"

namespace aviary {

std::optional<report_times::duration> report_times::stored(const std::string& id, instant at) {
  if (const auto early = early_.extract(id)) return early.mapped() - at;
  waiting_.emplace(id, at);
  return {};
}

std::optional<report_times::duration> report_times::acknowledged(const std::string& id,
                                                                 instant now) {
  if (const auto known = waiting_.extract(id)) return now - known.mapped();
  early_.emplace(id, now);
  return {};
}

}  // namespace aviary
