#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "console/api/api.hpp"
#include "messages/endpoint.hpp"
#include "messages/result.hpp"

// The API over HTTP/1.1, on a thread of its own. Two doors: the UNIX socket in the data folder,
// which only its owner can open and which may do everything, and a loopback port, which may only
// read, and only when the Host header names it (or a page in a browser could reach it under a name
// of its own, by DNS rebinding).
//
// Each door has its own share of connections, so whoever fills the port does not shut the socket.

namespace aviary {

class http_server {
 public:
  /// Answers one request; `read_only` tells through which door it came.
  using handler = std::function<void(const api_request&, bool read_only, api_reply)>;

  struct settings {
    std::filesystem::path socket;
    std::optional<endpoint> loopback;
    /// For a whole request to come, and for a whole response to be taken.
    std::chrono::milliseconds patience{30'000};
  };

  static result<std::unique_ptr<http_server>, failure> open(const settings& wanted, handler handle);
  ~http_server();

  /// Ends the thread and shuts both doors: the handler is not called any more. Who was asked before
  /// may still reply, to nobody, as long as the server lives.
  void stop();
  /// Where the loopback port is, with the number that the kernel chose for port 0.
  std::optional<endpoint> loopback() const;

  static constexpr std::size_t head_octets_max = 8 * 1024;
  static constexpr std::size_t body_octets_max = 256 * 1024;
  /// Of one door. One connection too many is closed at once.
  static constexpr std::size_t connections_max = 64;

 private:
  struct server;
  explicit http_server(std::unique_ptr<server> made);
  std::unique_ptr<server> server_;
};

}  // namespace aviary
