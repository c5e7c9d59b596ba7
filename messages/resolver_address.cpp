#include "messages/resolver_address.hpp"

#include <algorithm>
#include <string>

namespace aviary {
namespace {

constexpr std::string_view dns_port = ":53";

// An IPv6 address has colons of its own, so a port behind one asks for brackets (RFC 3986 section
// 3.2.2).
std::string with_port(std::string_view text) {
  const auto colons = std::ranges::count(text, ':');
  const bool bracketed = text.starts_with('[');
  if (colons > 1 && !bracketed) return '[' + std::string(text) + ']' + std::string(dns_port);
  if (colons == 0 || text.ends_with(']')) return std::string(text) + std::string(dns_port);
  return std::string(text);
}

}  // namespace

result<endpoint, failure> parse_resolver(std::string_view text) {
  auto read = parse_endpoint(with_port(text), "--resolver");
  if (!read)
    return failure{"\"" + std::string(text) + "\" is no address of a resolver",
                   "write an IP address, with a port where it is not 53: 192.0.2.1:5353"};
  return read;
}

}  // namespace aviary
