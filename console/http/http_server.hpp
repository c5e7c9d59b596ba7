#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "console/api/api.hpp"
#include "console/http/tls_identity.hpp"
#include "messages/endpoint.hpp"
#include "messages/result.hpp"

// The API over HTTP/1.1, on a thread of its own. Three doors: the UNIX socket in the data folder,
// which only its owner can open, a loopback port, and HTTPS (TLS 1.2 or later). Through the ports
// only those requests come in whose Host header names the door (or a page in a browser could reach
// it under a name of its own, by DNS rebinding). Who may do what is not decided here.
//
// Each door has its own share of connections, so whoever fills a port does not shut the socket.

namespace aviary {

class http_server {
 public:
  /// Answers one request, which says through which door it came.
  using handler = std::function<void(api_request, api_reply)>;

  struct https_settings {
    endpoint at;
    tls_files files;
  };

  struct settings {
    std::filesystem::path socket;
    std::optional<endpoint> loopback;
    std::optional<https_settings> https;
    /// For a whole request to come, and for a whole response to be taken.
    std::chrono::milliseconds patience{30'000};
  };

  static result<std::unique_ptr<http_server>, failure> open(const settings& wanted, handler handle);
  ~http_server();

  /// Ends the thread and shuts both doors: the handler is not called any more. Who was asked before
  /// may still reply, to nobody, as long as the server lives.
  void stop();
  /// Something has changed that feeds may tell of; those are read within a tenth of a second. From
  /// any thread.
  void wake_feeds();
  /// Where the ports are, with the numbers that the kernel chose for port 0.
  std::optional<endpoint> loopback() const;
  std::optional<endpoint> https() const;
  /// "https://NAME:PORT", by a name of the certificate's; empty without that door.
  std::string https_url() const;

  static constexpr std::size_t head_octets_max = 8 * 1024;
  static constexpr std::size_t body_octets_max = 256 * 1024;
  /// Of one door, and of one address at the HTTPS door. One connection too many is closed at once.
  static constexpr std::size_t connections_max = 64;
  static constexpr std::size_t https_connections_max = 512;
  static constexpr std::size_t connections_of_address_max = 32;
  /// Responses without an end, of one door and of one address at the HTTPS door; one more gets 503.
  /// Fewer than connections, so that who has them can still be asked for something else.
  static constexpr std::size_t feeds_max = 32;
  static constexpr std::size_t https_feeds_max = 256;
  static constexpr std::size_t feeds_of_address_max = 16;
  /// Changes of so long are told together, and a client that hears nothing for so long has gone.
  static constexpr std::chrono::milliseconds feed_pause{100};
  static constexpr std::chrono::seconds feed_beat{15};
  /// For the handshake of TLS.
  static constexpr std::chrono::seconds handshake_patience{10};

 private:
  struct server;
  explicit http_server(std::unique_ptr<server> made);
  std::unique_ptr<server> server_;
};

}  // namespace aviary
