#include "bird/decoys/listen_address.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <memory>

namespace aviary {
namespace {

struct host_and_port {
  std::string host;
  std::string port;
};

// getaddrinfo takes any number for a port and keeps its low 16 bits.
bool is_port(const std::string& text) {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [read_to, error] = std::from_chars(text.data(), end, port);
  return error == std::errc{} && read_to == end;
}

host_and_port split(std::string_view address) {
  const auto colon = address.rfind(':');
  if (colon == address.npos) return {std::string(address), {}};
  auto host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return {std::string(host), std::string(address.substr(colon + 1))};
}

struct addresses_free {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

}  // namespace

result<unique_fd, failure> listen_on(std::string_view address) {
  const auto [host, port] = split(address);
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  addrinfo* list = nullptr;
  const bool known = !host.empty() && is_port(port) &&
                     ::getaddrinfo(host.c_str(), port.c_str(), &wanted, &list) == 0;
  const std::unique_ptr<addrinfo, addresses_free> owner(list);
  if (!known)
    return failure{"'" + std::string(address) + "' is no address to listen on",
                   "write it as 10.0.0.5:22, or [2001:db8::5]:22"};

  unique_fd listener(::socket(list->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int yes = 1;
  const int no = 0;
  ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  if (list->ai_family == AF_INET6)
    ::setsockopt(listener.get(), IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof(no));
  constexpr int backlog = 128;
  if (!listener.open() || ::bind(listener.get(), list->ai_addr, list->ai_addrlen) != 0 ||
      ::listen(listener.get(), backlog) != 0)
    return failure{"nothing can listen on " + std::string(address) + ": " + std::strerror(errno),
                   "free the port, or give the program the right to it (CAP_NET_BIND_SERVICE)"};
  return listener;
}

}  // namespace aviary
