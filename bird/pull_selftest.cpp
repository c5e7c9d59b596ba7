#include "bird/pull_selftest.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "actors/system_clock.hpp"
#include "actors/system_entropy.hpp"
#include "bird/segment_file.hpp"
#include "messages/answer.hpp"
#include "messages/test_object.hpp"

namespace aviary {
namespace {

segment_puller_settings puller_settings(const pull_selftest_settings& settings) {
  const auto& known = settings.registration;
  return {known.zone,
          known.tag,
          derive_up_keys(known.root).fragment,
          derive_down_keys(known.root).ack,
          derive_file_key(known.root),
          settings.path,
          test_object,
          settings.window};
}

/// The puller's postman: sockets, one timer and perhaps a file, on one thread.
class pull_run {
 public:
  pull_run(boost::asio::io_context& io, const pull_selftest_settings& settings,
           std::optional<segment_file> file, std::function<void(const std::string&)> say)
      : io_(io),
        timer_(io),
        say_(std::move(say)),
        network_(connect_to_resolvers(io, settings.resolvers, say_)),
        puller_(puller_settings(settings), entropy_),
        each_(segment_octets(settings.path.code, settings.registration.zone)),
        one_by_one_(settings.window == 1),
        file_(std::move(file)) {
    network_->on_receive([this](std::size_t, byte_view datagram) {
      perform(puller_.handle(segment_puller::commands::datagram{datagram}, clock_.now()));
    });
  }

  result<pull_selftest_outcome, failure> run() {
    const auto began = clock_.now();
    const auto there = file_ ? file_->stored() : std::vector<bool>{};
    outcome_.segments = puller_.segments();
    outcome_.segments_before = static_cast<std::uint32_t>(std::ranges::count(there, true));
    perform(puller_.handle(segment_puller::commands::begin{there}, began));
    io_.run();
    if (failed_) return *failed_;
    outcome_.taken = clock_.now() - began;
    outcome_.queries = puller_.queries();
    if (file_ && outcome_.how == segment_puller::outcome::complete)
      if (const auto made = file_->finish(); !made) return made.error();
    return outcome_;
  }

 private:
  void perform(const std::vector<segment_puller::effect>& effects) {
    for (const auto& one : effects) {
      if (ended_) return;
      if (const auto* store = std::get_if<segment_puller::effects::store>(&one)) {
        keep(*store);
      } else if (const auto* end = std::get_if<segment_puller::effects::ended>(&one)) {
        outcome_.how = end->how;
        stop();
      } else {
        const auto& send = std::get<segment_puller::effects::send>(one);
        if (send.over_stream)
          network_->send_over_stream(0, send.octets);
        else
          network_->send(0, send.octets);
      }
    }
    const auto due = puller_.next_due();
    if (ended_ || !due) return;
    say_when_refused();
    timer_.expires_after(std::max(*due - clock_.now(), instant::duration::zero()));
    timer_.async_wait([this](boost::system::error_code error) {
      if (!error) perform(puller_.handle(segment_puller::commands::tick{}, clock_.now()));
    });
  }

  /// Once: whoever waits at a terminal should know for what.
  void say_when_refused() {
    constexpr std::chrono::minutes patience{1};
    const auto since = puller_.refused_since();
    if (!since) told_refused_ = false;
    if (!since || told_refused_ || clock_.now() - *since < patience) return;
    told_refused_ = true;
    say_(
        "the resolver has refused to ask the console, or said nothing, for a minute. Some take a "
        "name server for dead after an outage, for up to 15 minutes; this goes on when it asks "
        "again");
  }

  void keep(const segment_puller::effects::store& store) {
    bytes expected(store.piece.size());
    fill_test_object(place_of_segment(test_object.octets, each_, store.number).offset, expected);
    if (store.piece != expected)
      return fail({"segment " + std::to_string(store.number.value) +
                       " of the test object has other octets than this program knows",
                   "are bird and console of versions that belong together?"});
    if (!file_) return;
    if (const auto kept = file_->store(store.number, store.piece, one_by_one_); !kept)
      fail(kept.error());
  }

  void fail(failure why) {
    failed_ = std::move(why);
    stop();
  }
  void stop() {
    ended_ = true;
    io_.stop();
  }

  boost::asio::io_context& io_;
  boost::asio::steady_timer timer_;
  system_clock_port clock_;
  system_entropy entropy_;
  std::function<void(const std::string&)> say_;
  std::unique_ptr<datagram_port> network_;
  segment_puller puller_;
  std::size_t each_;
  bool one_by_one_;
  std::optional<segment_file> file_;
  pull_selftest_outcome outcome_;
  std::optional<failure> failed_;
  bool told_refused_ = false;
  bool ended_ = false;
};

}  // namespace

result<pull_selftest_outcome, failure> pull_test_object(
    const pull_selftest_settings& settings, std::function<void(const std::string&)> say) {
  std::optional<segment_file> file;
  if (!settings.target.empty()) {
    const auto each = segment_octets(settings.path.code, settings.registration.zone);
    auto opened = segment_file::open(settings.target, test_object, settings.path.code, each);
    if (!opened) return opened.error();
    file.emplace(std::move(*opened));
  }
  boost::asio::io_context io{1};
  return pull_run(io, settings, std::move(file), std::move(say)).run();
}

}  // namespace aviary
