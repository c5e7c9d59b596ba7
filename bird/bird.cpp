#include "bird/bird.hpp"

#include <memory>
#include <utility>

#include "actors/addresses.hpp"
#include "actors/retry_queue_actor.hpp"

namespace aviary {

bird::bird(caf::actor_system& system, const bird_ports& ports, boot_id life,
           uplink_settings settings, const sender_settings& path)
    : network_(ports.network) {
  unit_table units;
  units["retry_queue"] = {
      spawn_retry_queue({address(addresses::uplink), address(addresses::report_desk),
                         address(addresses::uplink)}),
      stays_awake, ports.log, ports.observer};
  registry_ = system.spawn(registry_behavior, ports.clock, std::move(units));
  const node shared{ports.log, ports.clock, registry_};
  const retry_queue::commands::keep_journal journal{settings.registration};
  const auto room = body_octets_of_every_path(path.zone);
  auto machine = std::make_shared<uplink>(std::move(settings), path, *ports.counters,
                                          *ports.entropy, *ports.clock);
  desk_ = system.spawn(report_desk_behavior, shared, life, room);
  uplink_ = system.spawn(uplink_behavior, shared, std::move(machine), ports.network, ports.paths);
  ports.network->on_receive([to = uplink_](std::size_t resolver, byte_view datagram) {
    caf::anon_send(to, resolver_answered{resolver, bytes(datagram.begin(), datagram.end())});
  });
  ports.network->on_send_failed(
      [to = uplink_](std::size_t resolver) { caf::anon_send(to, resolver_refused{resolver}); });
  caf::anon_send(registry_,
                 bind_address{address(addresses::report_desk), caf::actor_cast<caf::actor>(desk_)});
  caf::anon_send(registry_,
                 bind_address{address(addresses::uplink), caf::actor_cast<caf::actor>(uplink_)});
  // Behind the addresses: the queue answers to the uplink, which waits for that with its
  // heartbeats.
  postbox(registry_, position{}).command<retry_queue>(address(addresses::report_queue), journal);
  caf::anon_send(registry_, resume_streams{});
}

bird::~bird() {
  network_->on_receive([](std::size_t, byte_view) {});
  network_->on_send_failed([](std::size_t) {});
  caf::anon_send_exit(registry_, caf::exit_reason::kill);
}

void bird::submit(report seen, answer told) {
  caf::anon_send(desk_, submit_report{std::move(seen), std::move(told)});
}

void bird::ask_status(std::function<void(const uplink_status&)> told) {
  caf::anon_send(uplink_, ask_uplink{std::move(told)});
}

}  // namespace aviary
