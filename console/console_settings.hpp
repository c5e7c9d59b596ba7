#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "messages/key_schedule.hpp"
#include "messages/result.hpp"
#include "messages/zone_name.hpp"

// What `init` decided about a console: DATA/console.json.

namespace aviary {

struct console_settings {
  zone_name zone;
  /// As they were given: "ns1.c.example.net=192.0.2.53".
  std::vector<std::string> name_servers;
  /// The public half of the key that signs updates.
  update_key updates{};
};

result<void, failure> save_new(const std::filesystem::path& path, const console_settings& settings);
result<console_settings, failure> load_console_settings(const std::filesystem::path& path);

}  // namespace aviary
