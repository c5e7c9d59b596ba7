#pragma once

#include <libssh/libssh.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "messages/result.hpp"

// The keys by which an SSH decoy is known to its clients: one of each kind that a fresh Debian has,
// made once and kept, because a server whose keys change is a server that was replaced.
//
//   FOLDER/ssh_host_rsa_key      3,072 bits      FOLDER/ssh_host_ecdsa_key     nistp256
//   FOLDER/ssh_host_ed25519_key                  all 0600, the folder 0700
//
// They open nothing: no account of the device and no console knows them.

namespace aviary {

struct ssh_key_free {
  void operator()(ssh_key key) const { ::ssh_key_free(key); }
};
using ssh_key_owner = std::unique_ptr<ssh_key_struct, ssh_key_free>;

struct host_keys {
  std::vector<ssh_key_owner> keys;
  /// The same for the same keys, and told to nobody (docs/DECOYS.md, "Timing").
  std::uint64_t timing_secret = 0;
};

/// Makes the keys that are not there yet. Keys that are there stay.
result<void, failure> make_host_keys(const std::string& folder);

result<host_keys, failure> load_host_keys(const std::string& folder);

}  // namespace aviary
