#pragma once

#include <cstdint>
#include <string>

#include "messages/time.hpp"

// Numbers as people read them: thousands apart, no more digits than mean something, a unit that
// fits. Whatever is no number (a quotient of nothing, say) is a dash.

namespace aviary {

/// "5,000".
std::string counted(std::uint64_t number);

/// `digits` significant ones: 0.412 is "0.41". No digit before the point is rounded away, and there
/// is no exponent below 10^15: 1234.5 is "1,234".
std::string rounded(double value, int digits = 2);

/// A time to wait or to compare: "0 ms", "35 ms", "0.41 s", "75 s", "20 min", "3.5 h".
std::string duration_text(double seconds);

/// A point on a chart's clock: "12.5 ms", "1.204 s", "21 min 5.1 s". Below a minute it differs for
/// any two instants a tenth of a millisecond or, from one second on, a millisecond apart.
std::string clock_text(instant::duration since_start);

/// A share from 0 to 1 as "20 %". What is less than all never reads as "100 %".
std::string percent_text(double share);

/// For a command line: "60", "0.2".
std::string plain_number(double value);

/// A place in a picture, in pixels: "12" or "12.3".
std::string pixels(double value);

}  // namespace aviary
