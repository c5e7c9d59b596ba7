#pragma once

#include <optional>
#include <string_view>

#include "messages/endpoint.hpp"

namespace aviary {

/// The first name server of a file such as /etc/resolv.conf (resolv.conf(5)); nothing when it names
/// none.
std::optional<endpoint> first_resolver(std::string_view resolv_conf);

}  // namespace aviary
