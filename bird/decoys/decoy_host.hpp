#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "bird/decoys/unique_fd.hpp"
#include "messages/result.hpp"

// The bird's end of a decoy: starts the program, reads its reports, sees its end. The host keeps
// the listening socket, so that clients who come while a dead decoy is started again wait instead
// of finding a closed port. When to start it again is the caller's to decide.

namespace aviary {

struct decoy_config {
  std::string program;           ///< path of aviary-decoy
  std::string service = "ssh";   ///< the program's subcommand
  std::string listen;            ///< `10.0.0.5:22`
  std::string host_keys_folder;  ///< DATA/decoys/ssh
  std::string software{};        ///< empty: as the personality has it
};

enum class no_report {
  none_yet,  ///< poll `report_fd`
  ended,     ///< the program has; `respawn` starts it again
};
std::string_view describe(no_report why);

class decoy_host {
 public:
  /// Opens the listening socket and starts the program, whose environment is empty.
  static result<decoy_host, failure> spawn(decoy_config config);

  decoy_host(decoy_host&& other) noexcept;
  decoy_host& operator=(decoy_host&& other) noexcept;
  /// Ends the program at once, and with it what it has not told.
  ~decoy_host();

  /// Readable when `read_report` has something to say. It changes with `respawn`.
  int report_fd() const { return reports_.get(); }
  pid_t pid() const { return pid_; }
  /// The port that the decoy listens on, which port 0 leaves to the system.
  std::uint16_t port() const;

  /// The JSON of one report, as the program wrote it. Never blocks.
  result<std::string, no_report> read_report();

  /// Asks the program to end. Read on until `ended`: it still tells of the connections in hand.
  void ask_to_end();

  /// How the program ended, for a person; after `read_report` said `ended`.
  const std::string& ending() const { return ending_; }
  /// Starts it again, on the same listening socket.
  result<void, failure> respawn();

 private:
  decoy_host(decoy_config config, unique_fd listener)
      : config_(std::move(config)), listener_(std::move(listener)) {}

  void stop();

  decoy_config config_;
  unique_fd listener_;
  unique_fd reports_;
  pid_t pid_ = -1;
  std::string ending_;
};

/// Makes the decoy's host keys in `folder` where they are missing: once, when the bird is set up.
result<void, failure> make_decoy_host_keys(const std::string& program, const std::string& folder);

}  // namespace aviary
