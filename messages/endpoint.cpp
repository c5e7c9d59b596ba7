#include "messages/endpoint.hpp"

#include <arpa/inet.h>  // inet_pton reads text; nothing here opens a socket

#include <charconv>

namespace aviary {
namespace {

failure refusal(std::string_view text, std::string_view what, const std::string& why) {
  return {std::string(what) + ": \"" + std::string(text) + "\" " + why,
          "write an IP address and a port, as in 127.0.0.1:5300 or [::1]:5300"};
}

/// The address as everybody writes it (RFC 5952), or nothing.
std::string canonical(int family, const std::string& host) {
  if (host.find('\0') != std::string::npos) return {};  // inet_pton would read no further
  unsigned char octets[sizeof(in6_addr)];
  char text[INET6_ADDRSTRLEN];
  if (inet_pton(family, host.c_str(), octets) != 1) return {};
  return inet_ntop(family, octets, text, sizeof(text));
}

}  // namespace

result<endpoint, failure> parse_endpoint(std::string_view text, std::string_view what) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return refusal(text, what, "has no port");
  auto host = text.substr(0, colon);
  const auto digits = text.substr(colon + 1);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);

  endpoint out;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), out.port);
  if (error != std::errc{} || end != digits.end() || out.port == 0)
    return refusal(text, what, "has no port from 1 to 65535");
  out.host = canonical(bracketed ? AF_INET6 : AF_INET, std::string(host));
  if (out.host.empty()) return refusal(text, what, "is no IP address");
  return out;
}

std::string to_text(const endpoint& at) {
  const bool is_v6 = at.host.find(':') != std::string::npos;
  return (is_v6 ? '[' + at.host + ']' : at.host) + ':' + std::to_string(at.port);
}

bool is_loopback(const endpoint& at) {
  return at.host.starts_with("127.") || at.host == "::1";
}

}  // namespace aviary
