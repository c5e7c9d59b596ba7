#include "console/channels/channels.hpp"

#include <chrono>

namespace aviary {

std::optional<http_post> channels::request(std::string_view channel, std::string_view alert,
                                           std::string_view body, wall_time now) const {
  const auto found = channels_.find(channel);
  if (found == channels_.end()) return {};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  http_post out;
  out.url = found->second.url;
  out.body = body;
  out.headers = {{"content-type", "application/json"},
                 {"webhook-id", std::string(alert)},
                 {"webhook-timestamp", std::to_string(seconds)},
                 {"webhook-signature", sign_webhook(found->second.secret, alert, seconds, body)}};
  return out;
}

}  // namespace aviary
