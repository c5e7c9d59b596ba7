#pragma once

#include <string>
#include <string_view>

#include "bird/decoys/unique_fd.hpp"
#include "messages/result.hpp"

// The socket that a decoy listens on.

namespace aviary {

/// `10.0.0.5:22`, `[2001:db8::5]:22`; `[::]:22` is every address of both families. The socket is
/// listening, non-blocking and closed on exec. Host names are not looked up.
result<unique_fd, failure> listen_on(std::string_view address);

}  // namespace aviary
