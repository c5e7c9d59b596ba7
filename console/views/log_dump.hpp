#pragma once

#include <string>
#include <string_view>

#include "storage/event_log.hpp"

// The log as text, for people and scripts: one JSON object per record. Key material in it is
// sealed.

namespace aviary {

/// All records, or those of one stream when `stream` is not empty.
std::string dump_log(const event_log& log, std::string_view stream = {});

}  // namespace aviary
