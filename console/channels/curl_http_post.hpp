#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "console/channels/http_post.hpp"

// POSTs over libcurl's multi interface, on a thread of its own.

namespace aviary {

class curl_http_post final : public http_post_port {
 public:
  curl_http_post();
  ~curl_http_post() override;

  /// Ends the thread and gives up what is under way and whatever is still posted: its `done` is not
  /// called any more.
  void stop();
  void post(http_post what, std::function<void(http_outcome)> done) override;

  /// A receiver that takes longer than this has not answered. Alerts are small.
  static constexpr long timeout_seconds = 15;

 private:
  struct transfer;
  struct multi;

  void run();
  void start_new();
  void finish_done();

  std::unique_ptr<multi> multi_;
  std::mutex guard_;
  std::deque<std::unique_ptr<transfer>> asked_;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace aviary
