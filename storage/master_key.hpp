#pragma once

#include <filesystem>
#include <optional>

#include "messages/bytes.hpp"
#include "messages/result.hpp"
#include "messages/secret.hpp"
#include "messages/secret_box.hpp"

// The key under which secrets lie in events. Without it every dump and backup of the log would hold
// the root key of every bird. It is a file beside the log, so a copy of the whole data folder holds
// both: back it up apart.

namespace aviary {

class master_key {
 public:
  using octets_of_key = secret<struct master_key_tag, 32>;

  /// Writes a new key file (0600). Refuses to replace one: what the old key sealed would be lost.
  static result<master_key, failure> create(const std::filesystem::path& path,
                                            const octets_of_key& random);
  /// Reads the key. Refuses a file that others may read.
  static result<master_key, failure> open(const std::filesystem::path& path);

  /// A key that lies in no file, for a simulated world.
  static master_key in_memory(const octets_of_key& key) { return master_key(key); }

  /// Seals a secret for an event: the nonce, 24 octets, then the secret box. `nonce` is random and
  /// never used twice.
  bytes seal(byte_view secret, const box_nonce& nonce) const;
  /// What seal() sealed. Nothing when it was sealed under another key or altered.
  std::optional<bytes> open_sealed(byte_view sealed) const;

 private:
  explicit master_key(const octets_of_key& key) : key_(key) {}

  octets_of_key key_;
};

}  // namespace aviary
