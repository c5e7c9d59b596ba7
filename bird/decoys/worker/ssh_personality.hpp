#pragma once

#include <span>
#include <string>
#include <string_view>

// What an SSH decoy says about itself: the face of one real server, as data. The lists are those of
// the real server in its order, without what libssh does not speak (docs/DECOYS.md names it); they
// are what `sshd -T` and the server's KEXINIT show.

namespace aviary {

struct ssh_personality {
  std::string_view name;
  std::string software;  ///< after "SSH-2.0-" in the identification string
  std::string_view key_exchange;
  std::string_view host_keys;
  std::string_view ciphers;
  std::string_view macs;
  std::string_view compression;
  /// Signature algorithms of clients' keys, told in EXT_INFO (RFC 8308 section 3.1).
  std::string_view public_keys;

  std::string identification() const { return "SSH-2.0-" + software; }
};

std::span<const ssh_personality> ssh_personalities();

/// Nothing for an unknown name.
const ssh_personality* find_ssh_personality(std::string_view name);

}  // namespace aviary
