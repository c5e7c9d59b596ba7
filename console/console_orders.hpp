#pragma once

#include <functional>
#include <memory>
#include <string>

#include "actors/alert_desk.hpp"
#include "actors/incident.hpp"
#include "actors/incident_desk.hpp"
#include "actors/ports.hpp"
#include "console/api/api.hpp"
#include "console/channels/channel_health.hpp"
#include "console/views/event_waiters.hpp"
#include "console/views/incident_view.hpp"
#include "storage/master_key.hpp"

// What people order through the API of incidents and channels. A unit answers nobody, its events
// do: an order is posted, and whoever gave it is told once the event is in the log, or that it did
// not come within ten seconds.

namespace aviary {

class console_orders {
 public:
  using told = api_context::told<json_object>;

  struct ports {
    const event_log* log = nullptr;
    const clock_port* clock = nullptr;
    entropy_port* entropy = nullptr;
    const master_key* master = nullptr;
    const incident_view* incidents = nullptr;
    /// Actors that tell it may outlive the console.
    std::shared_ptr<channel_health> health;
    std::function<void(const incident_id&, incident::command)> to_incident;
    std::function<void(incident_desk::command)> to_incident_desk;
    std::function<void(alert_desk::command)> to_alert_desk;
  };
  explicit console_orders(ports reach) : ports_(std::move(reach)) {}

  void acknowledge(const incident_id& id, std::string by, told tell);
  void close(const incident_id& id, std::string by, told tell);
  void note(const incident_id& id, std::string by, std::string text, told tell);
  json_object channels() const;
  void add_channel(const std::string& url, std::string by, told tell);
  void test_channel(const std::string& channel, told tell);

  /// From the log's thread, behind the views.
  void apply(const record& one) { waiters_.apply(one); }
  /// Once a second or so.
  void sweep() { waiters_.expire(ports_.clock->now()); }

 private:
  void wait(event_waiters::matches durable, json_object outcome, told tell);

  ports ports_;
  event_waiters waiters_;
};

}  // namespace aviary
