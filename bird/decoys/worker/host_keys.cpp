#include "bird/decoys/worker/host_keys.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

namespace aviary {
namespace {

struct key_kind {
  const char* file;
  ssh_keytypes_e type;
  int bits;
};
constexpr std::array key_kinds = std::to_array<key_kind>({
    {"ssh_host_rsa_key", SSH_KEYTYPE_RSA, 3072},
    {"ssh_host_ecdsa_key", SSH_KEYTYPE_ECDSA, 256},
    {"ssh_host_ed25519_key", SSH_KEYTYPE_ED25519, 0},
});

// Written beside its place and moved there, so that a key is there whole or not at all.
result<void, failure> make_host_key(const std::string& path, const key_kind& kind) {
  ssh_key made = nullptr;
  if (ssh_pki_generate(kind.type, kind.bits, &made) != SSH_OK)
    return failure{"no host key could be made for " + path, "look at the system's libssh"};
  const ssh_key_owner key(made);
  const auto beside = path + ".new";
  const auto mask = ::umask(077);
  const bool written =
      ssh_pki_export_privkey_file(made, nullptr, nullptr, nullptr, beside.c_str()) == SSH_OK;
  ::umask(mask);
  if (!written || ::rename(beside.c_str(), path.c_str()) != 0)
    return failure{"the host key " + path + " cannot be written: " + std::strerror(errno),
                   "give the program a folder that it may write to"};
  return {};
}

}  // namespace

result<void, failure> make_host_keys(const std::string& folder) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(folder, error);
  if (made) ::chmod(folder.c_str(), 0700);
  for (const auto& kind : key_kinds) {
    const auto path = folder + "/" + kind.file;
    if (std::filesystem::exists(path, error)) continue;
    if (const auto done = make_host_key(path, kind); !done) return done;
  }
  return {};
}

result<host_keys, failure> load_host_keys(const std::string& folder) {
  host_keys loaded;
  std::string material;
  for (const auto& kind : key_kinds) {
    const auto path = folder + "/" + kind.file;
    ssh_key key = nullptr;
    if (ssh_pki_import_privkey_file(path.c_str(), nullptr, nullptr, nullptr, &key) != SSH_OK)
      return failure{"no host key can be read from " + path,
                     "make the keys with: aviary-decoy ssh-host-keys " + folder};
    loaded.keys.emplace_back(key);
    std::ifstream file(path, std::ios::binary);
    material.append(std::istreambuf_iterator<char>(file), {});
  }
  loaded.timing_secret = static_cast<std::uint64_t>(std::hash<std::string>{}(material));
  return loaded;
}

}  // namespace aviary
