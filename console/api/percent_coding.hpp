#pragma once

#include <string>
#include <string_view>

// Percent-encoding (RFC 3986 section 2.1), by which a name with any octets in it becomes one part
// of a path or one value of a query.

namespace aviary {

/// All but the unreserved characters (section 2.3) become `%XX`.
std::string percent_encode(std::string_view text);

/// `%41` becomes `A`. What is no escape stays as it is.
std::string percent_decode(std::string_view text);

}  // namespace aviary
