#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "bird/bird_folder.hpp"
#include "bird/transport/path_profile.hpp"
#include "bird/transport/resolver_set.hpp"
#include "bird/transport/segment_puller.hpp"
#include "messages/result.hpp"

namespace aviary {

struct pull_selftest_settings {
  bird_registration registration;
  resolver_settings resolvers;
  path_profile path;
  std::size_t window = window_max;
  /// Where the object is kept, and gone on with; empty: nowhere.
  std::filesystem::path target;
};

struct pull_selftest_outcome {
  segment_puller::outcome how{};
  std::uint32_t segments = 0;
  std::uint32_t segments_before = 0;  ///< that were there at the start
  std::uint64_t queries = 0;
  std::chrono::nanoseconds taken{};
};

/// Pulls the test object through the first resolver over real sockets, until it is whole or nobody
/// answers. Every segment is compared with what it must be. The running bird takes no notice. `say`
/// is told what is wrong with a DNS server over HTTPS, and when the resolver does nothing but
/// refuse.
result<pull_selftest_outcome, failure> pull_test_object(
    const pull_selftest_settings& settings, std::function<void(const std::string&)> say);

}  // namespace aviary
