#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "messages/result.hpp"
#include "messages/time.hpp"

// The certificate that the console shows over HTTPS, and its private key, in two PEM files. What
// the certificate says it is for is what is served: a request for another Host is refused, so
// nobody reaches the console under a name of his own (DNS rebinding).

namespace aviary {

struct tls_files {
  std::filesystem::path certificate;  ///< the chain, its own first
  std::filesystem::path key;

  static tls_files in(const std::filesystem::path& folder) {
    return {folder / "cert.pem", folder / "key.pem"};
  }
};

/// Makes a P-256 key and a certificate that it signs itself, for ten years and for `names`, each a
/// DNS name or an IP address. Replaces no file.
result<void, failure> make_tls_identity(const tls_files& files,
                                        const std::vector<std::string>& names, wall_time now);

/// The same for this machine's name and its loopback addresses, unless one of the files is there.
/// Makes the folder.
result<void, failure> ensure_tls_identity(const tls_files& files, wall_time now);

/// What a certificate says of itself.
class tls_certificate {
 public:
  static result<tls_certificate, failure> read(const std::filesystem::path& file);

  /// `host` as in a Host header, with or without a port.
  bool is_for(std::string_view host) const;
  /// Its first name, for links: "localhost".
  std::string name() const;
  /// SHA-256 of the certificate as people compare it: "1F:03:...".
  std::string fingerprint() const;

 private:
  struct parts;
  explicit tls_certificate(std::shared_ptr<const parts> read);
  std::shared_ptr<const parts> parts_;
};

}  // namespace aviary
