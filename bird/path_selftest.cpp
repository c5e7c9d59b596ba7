#include "bird/path_selftest.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <utility>

#include "actors/system_clock.hpp"
#include "actors/system_entropy.hpp"
#include "bird/transport/path_probe.hpp"

namespace aviary {
namespace {

/// The probe's postman: sockets and one timer, on one thread.
class probe_run {
 public:
  probe_run(boost::asio::io_context& io, const bird_registration& registration,
            const resolver_settings& settings, std::function<void(const std::string&)> say)
      : io_(io),
        timer_(io),
        network_(connect_to_resolvers(io, settings, std::move(say))),
        probe_({registration.zone, registration.tag, derive_up_keys(registration.root).fragment,
                derive_down_keys(registration.root).ack},
               entropy_) {
    network_->on_receive([this](std::size_t from, byte_view datagram) {
      if (const auto effects = probe_.receive(from, datagram, clock_.now())) perform(*effects);
    });
    perform(probe_.handle(path_probe::commands::begin{0}, clock_.now()));
  }

  path_probe::effects::ended outcome;

 private:
  void perform(const std::vector<path_probe::effect>& effects) {
    for (const auto& one : effects) {
      if (const auto* end = std::get_if<path_probe::effects::ended>(&one)) {
        outcome = *end;
        return io_.stop();
      }
      const auto& send = std::get<path_probe::effects::send>(one);
      if (send.over_stream)
        network_->send_over_stream(send.resolver, send.octets);
      else
        network_->send(send.resolver, send.octets);
    }
    timer_.expires_after(std::max(*probe_.next_due() - clock_.now(), instant::duration::zero()));
    timer_.async_wait([this](boost::system::error_code error) {
      if (!error) perform(probe_.handle(path_probe::commands::tick{}, clock_.now()));
    });
  }

  boost::asio::io_context& io_;
  boost::asio::steady_timer timer_;
  system_clock_port clock_;
  system_entropy entropy_;
  std::unique_ptr<datagram_port> network_;
  path_probe probe_;
};

}  // namespace

path_probe::effects::ended probe_path(const bird_registration& registration,
                                      const resolver_settings& settings,
                                      std::function<void(const std::string&)> say) {
  boost::asio::io_context io{1};
  probe_run run(io, registration, settings, std::move(say));
  io.run();
  return run.outcome;
}

}  // namespace aviary
