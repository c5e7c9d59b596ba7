#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

// What a channel needs of the network: one POST, and how it went. A program has libcurl behind it,
// a simulated world a receiver of its own.

namespace aviary {

struct http_post {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct http_outcome {
  /// 0: there was no answer.
  int status = 0;
  /// "HTTP 503", "connection refused".
  std::string text;
  bool delivered() const { return status >= 200 && status < 300; }
};

class http_post_port {
 public:
  virtual ~http_post_port() = default;
  /// `done` is called once, on any thread, also when nobody answers.
  virtual void post(http_post what, std::function<void(http_outcome)> done) = 0;
};

}  // namespace aviary
