#include "bird/transport/resolver_address.hpp"

#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

namespace aviary {

namespace {

constexpr std::uint16_t dns_port = 53;

struct host_and_port {
  std::string_view host;
  std::optional<std::uint16_t> port;
};

std::optional<std::uint16_t> read_port(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size() || port == 0) return {};
  return port;
}

// An IPv6 address has colons of its own, so a port behind one asks for brackets (RFC 3986 section
// 3.2.2).
host_and_port split(std::string_view text) {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == text.npos) return {};
    const auto rest = text.substr(close + 1);
    const auto host = text.substr(1, close - 1);
    if (rest.empty()) return {host, dns_port};
    return {host, rest.starts_with(':') ? read_port(rest.substr(1)) : std::nullopt};
  }
  const auto colon = text.find(':');
  if (colon == text.npos || text.find(':', colon + 1) != text.npos) return {text, dns_port};
  return {text.substr(0, colon), read_port(text.substr(colon + 1))};
}

}  // namespace

result<boost::asio::ip::udp::endpoint, failure> parse_resolver(std::string_view text) {
  const auto [host, port] = split(text);
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(host, error);
  if (error || !port)
    return failure{"\"" + std::string(text) + "\" is no address of a resolver",
                   "write an IP address, with a port where it is not 53: 192.0.2.1:5353"};
  return boost::asio::ip::udp::endpoint(address, *port);
}

}  // namespace aviary
