#pragma once

#include <functional>

#include "sim/trace/trace_file.hpp"

// Makes a failing trace short: first by leaving out strikes (delta debugging; Zeller, Hildebrandt:
// Simplifying and Isolating Failure-Inducing Input, 2002), then with fewer birds, reports, octets
// and seconds, and then again, because a smaller world often needs fewer faults.

namespace aviary {

/// Whether the trace still fails, and in the same way.
using still_fails = std::function<bool(const trace&)>;

/// `failing` fails. What comes back fails as well, and no single strike of it can be left out.
trace shrink(trace failing, const still_fails& fails);

}  // namespace aviary
