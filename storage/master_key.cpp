#include "storage/master_key.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <span>

#include "storage/small_file.hpp"

namespace aviary {

result<master_key, failure> master_key::create(const std::filesystem::path& path,
                                               const octets_of_key& random) {
  if (const auto written = write_new_file(path, random.view(), 0600); !written)
    return written.error();
  return master_key(random);
}

result<master_key, failure> master_key::open(const std::filesystem::path& path) {
  struct stat found;
  if (stat(path.c_str(), &found) != 0) {
    auto said = system_failure("read", path, errno);
    if (errno == ENOENT)
      said.hint =
          "Restore this file from your backup of keys. Without it the secrets in the log cannot be "
          "opened, and every bird must be registered again.";
    return said;
  }
  if ((found.st_mode & 077) != 0)
    return failure{"the key " + path.string() + " is open to other users",
                   "Look who could read it, then run: chmod 600 " + path.string()};
  auto content = read_small_file(path, octets_of_key::size);
  if (!content) return content.error();
  if (content->size() != octets_of_key::size)
    return failure{"the key " + path.string() + " has " + std::to_string(content->size()) +
                       " octets, not " + std::to_string(octets_of_key::size),
                   "Restore this file from your backup of keys."};
  const octets_of_key key(std::span<const std::uint8_t, octets_of_key::size>{*content});
  wipe(*content);
  return master_key(key);
}

bytes master_key::seal(byte_view secret, const box_nonce& nonce) const {
  bytes sealed(nonce.size + secret_box_mac_octets + secret.size());
  std::ranges::copy(nonce.value, sealed.begin());
  seal_box(key_.view(), nonce, secret, std::span(sealed).subspan(nonce.size));
  return sealed;
}

std::optional<bytes> master_key::open_sealed(byte_view sealed) const {
  box_nonce nonce;
  if (sealed.size() < nonce.size + secret_box_mac_octets) return std::nullopt;
  std::ranges::copy(sealed.first(nonce.size), nonce.value.begin());
  bytes opened(sealed.size() - nonce.size - secret_box_mac_octets);
  if (!open_box(key_.view(), nonce, sealed.subspan(nonce.size), opened)) return std::nullopt;
  return opened;
}

}  // namespace aviary
