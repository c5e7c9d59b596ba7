#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "console/channels/http_post.hpp"
#include "messages/standard_webhook.hpp"
#include "messages/time.hpp"

// The CHANNELS know where each alert channel leads and under which secret it signs. They are a
// machine: who adds a channel is the ALERT DESK's stream, whose events are shown to them; whether
// an alert went over is the channel's RETRY QUEUE's.

namespace aviary {

struct webhook_channel {
  std::string url;
  webhook_secret secret;
};

class channels {
 public:
  void add(const std::string& name, webhook_channel channel) {
    channels_.insert_or_assign(name, std::move(channel));
  }

  /// The request that carries `alert` over the channel; nothing when the channel is not known. Id
  /// and body are the same for every attempt, the time and so the signature are not.
  std::optional<http_post> request(std::string_view channel, std::string_view alert,
                                   std::string_view body, wall_time now) const;

  const std::map<std::string, webhook_channel, std::less<>>& all() const { return channels_; }

 private:
  std::map<std::string, webhook_channel, std::less<>> channels_;
};

}  // namespace aviary
