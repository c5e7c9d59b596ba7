#pragma once

#include <string_view>

#include "messages/endpoint.hpp"
#include "messages/result.hpp"

namespace aviary {

/// Reads where a resolver is: "192.0.2.1", "192.0.2.1:5353", "2001:db8::1" or "[2001:db8::1]:5353".
/// Names are refused: there is nobody to ask for their addresses yet.
result<endpoint, failure> parse_resolver(std::string_view text);

}  // namespace aviary
