#include "bird/state_news.hpp"

#include <utility>

namespace aviary {

std::optional<std::string> state_news::note(const json_object& report) {
  auto state = std::string(find_text(report, "state").value_or(""));
  const auto* path = find_object(report, "path");
  const auto queries = path == nullptr ? 0 : find_uint(*path, "queries").value_or(0);
  if (state != seen_) {
    seen_ = std::move(state);
    queries_when_seen_ = queries;
    return {};
  }
  if (seen_ == told_ || (seen_ != "connected" && queries == queries_when_seen_)) return {};
  told_ = seen_;
  const auto hint = find_text(report, "hint");
  return hint ? told_ + "; " + std::string(*hint) : told_;
}

}  // namespace aviary
