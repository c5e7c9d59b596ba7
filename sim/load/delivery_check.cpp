#include "sim/load/delivery_check.hpp"

namespace aviary {

void delivery_check::take(const json_object& line) {
  const auto type = find_text(line, "type");
  const auto* payload = find_object(line, "payload");
  if (!type || payload == nullptr) return;
  const auto bird = find_text(*payload, "bird");
  const auto n = find_uint(*payload, "n");
  if (!bird || !n) return;
  const place where(std::string(*bird), *n);
  if (*type == "report_added") {
    ++added_[where];
  } else if (*type == "report_accepted") {
    if (const auto id = find_text(*payload, "id")) accepted_[std::string(*id)].push_back(where);
  }
}

delivery_check::verdict delivery_check::about(const std::vector<std::string>& ids) const {
  verdict out;
  for (const auto& id : ids) {
    const auto found = accepted_.find(id);
    if (found == accepted_.end()) {
      ++out.lost;
      continue;
    }
    out.accepted += found->second.size();
    if (found->second.size() > 1) ++out.twice;
    std::uint64_t added = 0;
    for (const auto& where : found->second)
      if (const auto count = added_.find(where); count != added_.end()) added += count->second;
    if (added == 0) ++out.without_incident;
    if (added > 1) ++out.in_two_incidents;
  }
  return out;
}

}  // namespace aviary
