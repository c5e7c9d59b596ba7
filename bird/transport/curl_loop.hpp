#pragma once

#include <curl/curl.h>

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>

// libcurl's multi interface on an Asio loop: curl says which sockets and which time it waits for,
// Asio waits, and nothing needs a thread of its own. Transfers to one server share connections,
// over HTTP/2 one connection.

namespace aviary {

class curl_loop {
 public:
  using ended = std::function<void(CURL* easy, CURLcode outcome)>;

  /// All handlers run on `io`, which one thread runs. `tell` is called with each transfer that
  /// ended; it still is the caller's. `connections_max`: to one server.
  curl_loop(boost::asio::io_context& io, long connections_max, ended tell);
  /// What is under way is taken out, and nothing is told of it.
  ~curl_loop();
  curl_loop(const curl_loop&) = delete;
  curl_loop& operator=(const curl_loop&) = delete;

  void start(CURL* easy);
  /// Before the caller frees one that has not ended.
  void give_up(CURL* easy);

 private:
  struct shared;
  std::shared_ptr<shared> shared_;
};

}  // namespace aviary
