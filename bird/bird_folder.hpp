#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "messages/ids.hpp"
#include "messages/json.hpp"
#include "messages/key_schedule.hpp"
#include "messages/result.hpp"
#include "messages/zone_name.hpp"
#include "storage/data_folder.hpp"

// What a bird's data folder holds beside the log:
//
//   counter             who it is and which counters it used; a factory reset keeps it
//   settings.json       its name and its place
//   asked.json          the secret key of a registration that waits for its answer
//   registration.json   zone, tag and root key of the registration that is in force
//   paths.json          what was found out about the paths through its resolvers
//   decoys/ssh/         the SSH decoy's host keys
//   log/                the queue of reports
//
// Files with keys are 0600 and refused when others may read them.

namespace aviary {

struct bird_settings {
  std::string name;
  std::string location;
};

struct bird_registration {
  zone_name zone;
  bird_tag tag{};
  registration_no number{};
  root_key root;
  update_key updates{};
};

class bird_folder {
 public:
  explicit bird_folder(data_folder folder) : folder_(std::move(folder)) {}

  static result<bird_folder, failure> open(const std::filesystem::path& path);

  std::filesystem::path counter() const { return folder_.path() / "counter"; }
  std::filesystem::path log() const { return folder_.log(); }
  std::filesystem::path control_socket() const { return folder_.control_socket(); }
  std::filesystem::path ssh_host_keys() const { return folder_.path() / "decoys" / "ssh"; }

  /// Nothing when the bird was reset and not set up again.
  result<std::optional<bird_settings>, failure> settings() const;
  result<void, failure> save(const bird_settings& settings) const;

  result<std::optional<key_seed>, failure> asked() const;
  result<void, failure> save_asked(const key_seed& seed) const;

  /// Nothing when the bird was never registered, or reset since.
  result<std::optional<bird_registration>, failure> registration() const;
  /// The registration is in force from now on, and nothing is asked any more.
  result<void, failure> save(const bird_registration& registration) const;

  /// By the resolvers' addresses; empty when nothing was found out yet.
  result<json_object, failure> paths() const;
  result<void, failure> save_paths(const json_object& paths) const;

  /// Forgets settings, keys and queue, but not the counter file.
  result<void, failure> reset() const;

 private:
  std::filesystem::path file(const char* name) const { return folder_.path() / name; }

  data_folder folder_;
};

}  // namespace aviary
