#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "bird/transport/resolver_set.hpp"
#include "messages/result.hpp"

namespace aviary {

/// The options that say whom a bird asks, as they were typed.
struct resolver_options {
  std::vector<std::string> resolvers;
  std::vector<std::string> doh;
  std::string doh_ca;
  std::string doh_pin;

  /// Adds them to a command; they outlive it.
  void add_to(CLI::App& command);
  /// What they say, or what is wrong with it.
  result<resolver_settings, failure> read() const;
};

}  // namespace aviary
