#include "bird/decoy_feed.hpp"

#include <fcntl.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "messages/report.hpp"

namespace aviary {

namespace asio = boost::asio;

struct decoy_feed::feed : std::enable_shared_from_this<feed> {
  feed(asio::io_context& io, decoy_host decoy, take_report to,
       std::function<void(const std::string&)> told)
      : executor(io.get_executor()),
        host(std::move(decoy)),
        take(std::move(to)),
        say(std::move(told)),
        timer(io),
        retry(io) {}

  asio::io_context::executor_type executor;
  decoy_host host;
  take_report take;
  std::function<void(const std::string&)> say;
  asio::steady_timer timer;
  asio::steady_timer retry;
  std::vector<std::string> refused;  // reports that wait for the disk; each keeps its place
  bool told_full = false;
  std::optional<asio::posix::stream_descriptor> descriptor;
  std::size_t unstored = 0;
  bool waits_for_room = false;
  bool ending = false;
  std::function<void()> ended;
  std::chrono::seconds pause = respawn_first;

  void watch() {
    // The descriptor is the host's; asio only waits on a copy of it.
    descriptor.emplace(executor, ::fcntl(host.report_fd(), F_DUPFD_CLOEXEC, 0));
    wait();
  }

  void wait() {
    descriptor->async_wait(asio::posix::stream_descriptor::wait_read,
                           [self = shared_from_this()](boost::system::error_code error) {
                             if (!error) self->read();
                           });
  }

  void read() {
    while (unstored < unstored_max) {
      const auto text = host.read_report();
      if (!text) {
        if (text.error() == no_report::none_yet) return wait();
        return start_again();
      }
      pause = respawn_first;
      submit(*text);
    }
    waits_for_room = true;
  }

  void submit(const std::string& text) {
    if (!decode_report(as_bytes(text)))
      return say("a decoy's report is not understood; are both programs of one version?");
    ++unstored;
    offer(text);
  }

  void offer(const std::string& text) {
    take(*decode_report(as_bytes(text)), [self = shared_from_this(), text](const auto& outcome) {
      const bool stored = outcome.has_value();
      asio::post(self->executor, [self, text, stored] {
        if (stored) return self->note_stored();
        self->offer_again(text);
      });
    });
  }

  /// It was read from the decoy's socket, so nobody else has it.
  void offer_again(const std::string& text) {
    if (!std::exchange(told_full, true))
      say("the decoy's reports wait: the disk is full; free space in the bird's data folder");
    refused.push_back(text);
    if (refused.size() > 1) return;
    retry.expires_after(retry_pause);
    retry.async_wait([self = shared_from_this()](boost::system::error_code error) {
      if (error) return;
      for (const auto& one : std::exchange(self->refused, {})) self->offer(one);
    });
  }

  void note_stored() {
    told_full = false;
    --unstored;
    if (std::exchange(waits_for_room, false)) read();
    tell_ended();
  }

  void wind_down(std::function<void()> done) {
    ending = true;
    ended = std::move(done);
    timer.cancel();
    host.ask_to_end();
    tell_ended();
  }

  /// Once: the decoy has ended, and all that it told is stored.
  void tell_ended() {
    if (descriptor || unstored > 0 || !ended) return;
    std::exchange(ended, nullptr)();
  }

  void start_again() {
    descriptor.reset();
    if (ending) return tell_ended();
    say("decoy: " + host.ending() + "; starting it again");
    timer.expires_after(pause);
    pause = std::min(pause * 2, respawn_max);
    timer.async_wait([self = shared_from_this()](boost::system::error_code error) {
      if (error || self->ending) return;
      const auto again = self->host.respawn();
      if (again) return self->watch();
      self->say("decoy: " + again.error().what);
      self->start_again();
    });
  }
};

decoy_feed::decoy_feed(asio::io_context& io, decoy_host host, take_report take,
                       std::function<void(const std::string&)> say)
    : feed_(std::make_shared<feed>(io, std::move(host), std::move(take), std::move(say))) {
  feed_->watch();
}

void decoy_feed::wind_down(std::function<void()> done) {
  feed_->wind_down(std::move(done));
}

decoy_feed::~decoy_feed() {
  feed_->timer.cancel();
  feed_->retry.cancel();
  feed_->descriptor.reset();
}

}  // namespace aviary
