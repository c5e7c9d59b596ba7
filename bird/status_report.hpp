#pragma once

#include "bird/uplink.hpp"
#include "messages/json.hpp"

// What `aviary-bird status` prints.

namespace aviary {

/// `{"state","queue":{...},"counter","path":{...},...}`; `now` is what ages are reckoned from.
json_object status_report(const uplink_status& status, const uplink_settings& settings,
                          const std::vector<std::string>& resolvers, instant now);

}  // namespace aviary
