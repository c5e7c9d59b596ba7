#include "bird/decoys/worker/ssh_personality.hpp"

#include <algorithm>
#include <array>

namespace aviary {

std::span<const ssh_personality> ssh_personalities() {
  static const std::array personalities{
      // openssh-server 1:9.2p1-2+deb12u10 with the settings that the package comes with.
      ssh_personality{
          .name = "debian12",
          .software = "OpenSSH_9.2p1 Debian-2+deb12u10",
          .key_exchange = "curve25519-sha256,curve25519-sha256@libssh.org,"
                          "ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,"
                          "diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,"
                          "diffie-hellman-group18-sha512,diffie-hellman-group14-sha256",
          .host_keys = "rsa-sha2-512,rsa-sha2-256,ecdsa-sha2-nistp256,ssh-ed25519",
          .ciphers = "chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,"
                     "aes128-gcm@openssh.com,aes256-gcm@openssh.com",
          .macs = "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,"
                  "hmac-sha1-etm@openssh.com,hmac-sha2-256,hmac-sha2-512,hmac-sha1",
          .compression = "none,zlib@openssh.com",
          .public_keys = "ssh-ed25519,sk-ssh-ed25519@openssh.com,ecdsa-sha2-nistp256,"
                         "ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,"
                         "sk-ecdsa-sha2-nistp256@openssh.com,ssh-dss,ssh-rsa,rsa-sha2-256,"
                         "rsa-sha2-512",
      },
  };
  return personalities;
}

const ssh_personality* find_ssh_personality(std::string_view name) {
  const auto all = ssh_personalities();
  const auto found = std::ranges::find(all, name, &ssh_personality::name);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace aviary
