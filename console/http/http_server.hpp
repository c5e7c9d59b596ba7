#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "console/api/api.hpp"
#include "messages/endpoint.hpp"
#include "messages/result.hpp"

// The API over HTTP/1.1, on a thread of its own. Two doors: the UNIX socket in the data folder,
// which only its owner can open and which may do everything, and a loopback port, which may only
// read, and only when the Host header names it (or a page in a browser could reach it under a name
// of its own, by DNS rebinding).

namespace aviary {

class http_server {
 public:
  /// Answers one request; `read_only` tells through which door it came.
  using handler = std::function<void(const api_request&, bool read_only, api_reply)>;

  struct settings {
    std::filesystem::path socket;
    std::optional<endpoint> loopback;
  };

  static result<std::unique_ptr<http_server>, failure> open(const settings& wanted, handler handle);
  ~http_server();

  static constexpr std::size_t body_octets_max = 256 * 1024;
  static constexpr long idle_timeout_seconds = 30;

 private:
  struct server;
  explicit http_server(std::unique_ptr<server> made);
  std::unique_ptr<server> server_;
};

}  // namespace aviary
