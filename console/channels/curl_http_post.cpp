#include "console/channels/curl_http_post.hpp"

#include <curl/curl.h>

#include <map>
#include <utility>

#include "messages/invariant.hpp"

namespace aviary {

struct curl_http_post::transfer {
  http_post what;
  std::function<void(http_outcome)> done;
  CURL* easy = nullptr;
  curl_slist* headers = nullptr;
  char error[CURL_ERROR_SIZE] = "";

  transfer(http_post wanted, std::function<void(http_outcome)> tell)
      : what(std::move(wanted)), done(std::move(tell)) {}
  transfer(const transfer&) = delete;
  ~transfer() {
    curl_slist_free_all(headers);
    curl_easy_cleanup(easy);
  }
};

struct curl_http_post::multi {
  CURLM* handle = curl_multi_init();
  std::map<CURL*, std::unique_ptr<transfer>> under_way;

  ~multi() {
    for (auto& [easy, one] : under_way) curl_multi_remove_handle(handle, easy);
    under_way.clear();
    curl_multi_cleanup(handle);
  }
};

namespace {

/// What the receiver says is of no interest, only that it did.
std::size_t discard(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

}  // namespace

curl_http_post::curl_http_post() {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  AVIARY_INVARIANT(ready, "libcurl starts");
  multi_ = std::make_unique<multi>();
  thread_ = std::thread([this] { run(); });
}

curl_http_post::~curl_http_post() {
  stop();
}

void curl_http_post::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(guard_);
    closing_ = true;
  }
  curl_multi_wakeup(multi_->handle);
  thread_.join();
  asked_.clear();
  multi_.reset();
}

void curl_http_post::post(http_post what, std::function<void(http_outcome)> done) {
  const std::lock_guard lock(guard_);
  if (closing_) return;
  asked_.push_back(std::make_unique<transfer>(std::move(what), std::move(done)));
  curl_multi_wakeup(multi_->handle);
}

void curl_http_post::run() {
  for (;;) {
    {
      const std::lock_guard lock(guard_);
      if (closing_) return;
    }
    start_new();
    int running = 0;
    curl_multi_perform(multi_->handle, &running);
    finish_done();
    curl_multi_poll(multi_->handle, nullptr, 0, 1000, nullptr);
  }
}

void curl_http_post::start_new() {
  std::deque<std::unique_ptr<transfer>> fresh;
  {
    const std::lock_guard lock(guard_);
    fresh.swap(asked_);
  }
  for (auto& one : fresh) {
    auto* easy = one->easy = curl_easy_init();
    for (const auto& [name, value] : one->what.headers)
      one->headers = curl_slist_append(one->headers, (name + ": " + value).c_str());
    curl_easy_setopt(easy, CURLOPT_URL, one->what.url.c_str());
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, one->headers);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, one->what.body.data());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(one->what.body.size()));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, discard);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, one->error);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, timeout_seconds);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "Aviary");
    // A redirect could lead a signed alert anywhere; the operator is told instead.
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_multi_add_handle(multi_->handle, easy);
    multi_->under_way.emplace(easy, std::move(one));
  }
}

void curl_http_post::finish_done() {
  int left = 0;
  while (const auto* news = curl_multi_info_read(multi_->handle, &left)) {
    if (news->msg != CURLMSG_DONE) continue;
    const auto found = multi_->under_way.find(news->easy_handle);
    const auto ended = std::move(found->second);
    multi_->under_way.erase(found);
    http_outcome outcome;
    if (news->data.result == CURLE_OK) {
      long status = 0;
      curl_easy_getinfo(ended->easy, CURLINFO_RESPONSE_CODE, &status);
      outcome = {static_cast<int>(status), "HTTP " + std::to_string(status)};
    } else {
      const std::string_view why = ended->error;
      outcome.text = why.empty() ? curl_easy_strerror(news->data.result) : std::string(why);
    }
    curl_multi_remove_handle(multi_->handle, ended->easy);
    ended->done(std::move(outcome));
  }
}

}  // namespace aviary
