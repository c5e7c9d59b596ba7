#include "bird/report_desk.hpp"

namespace aviary {

report_desk::named_report report_desk::take(const report& seen, witness waits) {
  const auto body = encode(seen, room_);
  named_report out{to_text(make_report_id(life_, next_, body)), std::string(as_text(body))};
  ++next_.value;
  witnesses_.emplace(out.id, waits);
  return out;
}

std::optional<report_desk::witness> report_desk::stored(const std::string& id) {
  const auto found = witnesses_.find(id);
  if (found == witnesses_.end()) return {};
  const auto waits = found->second;
  witnesses_.erase(found);
  return waits;
}

}  // namespace aviary
