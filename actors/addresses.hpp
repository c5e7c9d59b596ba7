#pragma once

#include <string>
#include <string_view>

#include "messages/hex.hpp"
#include "messages/ids.hpp"

// Where mail goes: the stream name of each unit, and the names of the machines. The part before the
// slash is the unit's name in the registry's table.

namespace aviary::addresses {

// -- streams -------------------------------------------------------------------------------------

inline constexpr std::string_view incident_desk = "incident_desk";
inline constexpr std::string_view alert_desk = "alert_desk";
inline constexpr std::string_view registration = "registration";
inline constexpr std::string_view accounts = "accounts";
/// The bird's own queue of reports.
inline constexpr std::string_view report_queue = "retry_queue/reports";

inline std::string bird_session(const bird_id& bird) {
  return "bird_session/" + to_hex(bird.value);
}
inline std::string incident(const incident_id& incident) {
  return "incident/" + to_hex(incident.value);
}
inline std::string channel_queue(std::string_view channel) {
  return "retry_queue/" + std::string(channel);
}

// -- machines ------------------------------------------------------------------------------------

inline constexpr std::string_view presence = "presence";
/// A bird's way to the console.
inline constexpr std::string_view uplink = "uplink";
/// Where a bird's reports come in, from decoys and sensors.
inline constexpr std::string_view report_desk = "report_desk";
/// The console's way to webhooks.
inline constexpr std::string_view channels = "channels";
/// Waits for registrations on behalf of whoever asked.
inline constexpr std::string_view registrar = "registrar";
/// Waits for ACCOUNTS on behalf of whoever asked.
inline constexpr std::string_view account_desk = "account_desk";

}  // namespace aviary::addresses
