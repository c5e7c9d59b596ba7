#include "bird/transport/resolver_set.hpp"

#include <utility>

#include "bird/transport/doh_client.hpp"
#include "bird/transport/stub_resolver.hpp"

namespace aviary {

std::vector<std::string> resolver_settings::names() const {
  std::vector<std::string> out;
  for (const auto& one : resolvers) out.push_back(to_text(one));
  for (const auto& one : doh) out.push_back(one.text());
  return out;
}

resolver_set::resolver_set(std::unique_ptr<datagram_port> first, std::size_t first_count,
                           std::unique_ptr<datagram_port> second)
    : first_(std::move(first)), first_count_(first_count), second_(std::move(second)) {}

void resolver_set::send(std::size_t resolver, byte_view datagram) {
  if (resolver < first_count_)
    first_->send(resolver, datagram);
  else
    second_->send(resolver - first_count_, datagram);
}

void resolver_set::send_over_stream(std::size_t resolver, byte_view message) {
  if (resolver < first_count_)
    first_->send_over_stream(resolver, message);
  else
    second_->send_over_stream(resolver - first_count_, message);
}

void resolver_set::on_receive(std::function<void(std::size_t, byte_view)> receive) {
  first_->on_receive(receive);
  second_->on_receive([receive, behind = first_count_](std::size_t resolver, byte_view datagram) {
    receive(behind + resolver, datagram);
  });
}

void resolver_set::on_send_failed(std::function<void(std::size_t)> failed) {
  first_->on_send_failed(failed);
  second_->on_send_failed(
      [failed, behind = first_count_](std::size_t resolver) { failed(behind + resolver); });
}

std::unique_ptr<datagram_port> connect_to_resolvers(boost::asio::io_context& io,
                                                    const resolver_settings& settings,
                                                    std::function<void(const std::string&)> say) {
  auto plain = std::make_unique<stub_resolver>(io, udp_endpoints(settings.resolvers));
  if (settings.doh.empty()) return plain;
  const auto told = [say = std::move(say), doh = settings.doh](std::size_t server,
                                                               const std::string& what) {
    say(doh.at(server).text() + (what.empty() ? " answers again" : ": " + what));
  };
  return std::make_unique<resolver_set>(
      std::move(plain), settings.resolvers.size(),
      std::make_unique<doh_client>(io, settings.doh, settings.trust, told));
}

}  // namespace aviary
