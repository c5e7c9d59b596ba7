#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "messages/result.hpp"

namespace aviary {

/// A DNS server that is asked over HTTPS (RFC 8484).
struct doh_server {
  std::string url;  ///< "https://dns.example.net/dns-query"
  std::string host;
  std::uint16_t port = 443;
  /// Where `host` is; empty when it is an address itself.
  std::string address;

  /// As it is typed: the URL, and "=ADDRESS" behind it where that is needed.
  std::string text() const { return address.empty() ? url : url + "=" + address; }

  friend bool operator==(const doh_server&, const doh_server&) = default;
};

/// How it is known that a DoH server is the one that is meant.
struct doh_trust {
  /// Certificates of authorities, PEM; empty: those of the system.
  std::string ca_file;
  /// "sha256//BASE64" of the server's public key, which then counts and no authority does
  /// (curl's form, that of RFC 7469).
  std::string pin;
};

/// Reads "https://192.0.2.1/dns-query", or "https://dns.example.net/dns-query=192.0.2.1": a name
/// stands with its address, for there is nobody to ask where it is.
result<doh_server, failure> parse_doh_server(std::string_view text);

/// Whether it has the form of a pin.
result<std::string, failure> parse_pin(std::string_view text);

}  // namespace aviary
