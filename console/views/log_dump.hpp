#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "storage/event_log.hpp"

// The log as text, for people and scripts: one JSON object per record. Key material in it is
// sealed.

namespace aviary {

/// A page is put together in memory, and while that takes nobody else is answered.
inline constexpr std::size_t dumped_records_max = 1000;

/// A page of the records behind `after`: all, or those of one stream when `stream` is not empty.
/// Empty at the log's end. The next page is behind the position of the last record of this one.
std::string dump_log(const event_log& log, std::string_view stream = {}, position after = {},
                     std::size_t records_max = dumped_records_max);

}  // namespace aviary
