#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "actors/ports.hpp"
#include "console/commands/api_client.hpp"
#include "messages/ids.hpp"
#include "messages/json.hpp"
#include "messages/key_schedule.hpp"
#include "messages/result.hpp"
#include "messages/zone_name.hpp"

// What a run under load wants of a console's API: birds admitted in bulk, and the log read to its
// end. How a request gets there is an argument.

namespace aviary {

/// Method, path and body to an answer. From several threads at once.
using ask_api = std::function<result<api_answer, api_silence>(
    const std::string& method, const std::string& path, const std::string& body)>;

/// What a bird knows after its registration.
struct admitted_bird {
  zone_name zone;
  bird_tag tag{};
  root_key root;
};

/// The console syncs many registrations at once when many wait, and has 64 connections.
inline constexpr std::size_t registrations_at_once = 32;

/// Admits `count` new birds, several at a time. Stops at the first that the console refuses, and
/// says why. `admitted` hears how many there are by now, on the calling thread.
result<std::vector<admitted_bird>, failure> register_birds(
    const ask_api& ask, std::size_t count, entropy_port& entropy,
    const std::function<void(std::size_t)>& admitted);

/// A position in the console's log before which nothing of what happens from now on stands.
result<std::uint64_t, failure> position_now(const ask_api& ask);

/// Shows the lines of the log behind `after`, page by page to its end. The position of the last.
result<std::uint64_t, failure> read_log(const ask_api& ask, std::uint64_t after,
                                        const std::function<void(const json_object&)>& visit);

}  // namespace aviary
