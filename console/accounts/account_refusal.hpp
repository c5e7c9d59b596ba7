#pragma once

#include <chrono>
#include <functional>

#include "messages/result.hpp"

namespace aviary {

/// Why something was not done with accounts, as HTTP puts it: 409 when ACCOUNTS refused, 503 when
/// they did not get to it.
struct account_refusal {
  int status = 409;
  failure why;
  std::chrono::seconds retry_after{};  ///< with 429 and 503
};

/// Told once what came of a command for ACCOUNTS, on any thread.
using account_told = std::function<void(result<void, account_refusal>)>;

}  // namespace aviary
