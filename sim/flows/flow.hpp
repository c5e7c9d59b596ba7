#pragma once

#include <span>
#include <string>
#include <string_view>

#include "messages/result.hpp"
#include "sim/draw/sequence_chart.hpp"
#include "sim/trace/trace_file.hpp"

// The classic flows between a bird and its console, each played by the product in a world of its
// own and drawn from what went over the wire.

namespace aviary {

struct flow_kind {
  std::string_view name;
  std::string_view title;
  std::string_view what;  ///< what a reader should see in it
  /// Null when the product cannot do it yet; `what` then says what is missing.
  sequence_chart (*play)();
};

std::span<const flow_kind> flow_kinds();
/// Null when there is none of that name.
const flow_kind* find_flow(std::string_view name);

/// The end of a trace's run: what led to the broken promise, if there is one.
sequence_chart draw_trace(const trace& one);

}  // namespace aviary
