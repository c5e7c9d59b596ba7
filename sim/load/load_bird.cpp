#include "sim/load/load_bird.hpp"

#include <utility>

#include "actors/addresses.hpp"
#include "actors/event_codec.hpp"
#include "messages/report_id.hpp"

namespace aviary {

load_bird::load_bird(caf::actor_system& system, const surroundings& around, datagram_port& network,
                     const admitted_bird& admitted, std::uint32_t ordinal)
    : around_(around), log_(incarnation{{1}}, completion::automatic) {
  written_ = log_.subscribe(position{}, [this](const record& one) { look_at(one); });
  const boot_id life{{1}, around.entropy->draw<std::uint32_t>()};
  const bird_ports ports{&log_, around.clock, around.entropy, &network, &counters_};
  uplink_settings settings;
  settings.name = "load-" + std::to_string(ordinal);
  settings.location = "a run under load";
  settings.interval = around.interval;
  settings.probes_paths = false;  // they would all ask at the start, and it is not measured
  self_ = std::make_unique<bird>(system, ports, life, std::move(settings),
                                 sender_settings{admitted.zone,
                                                 admitted.tag,
                                                 derive_up_keys(admitted.root),
                                                 derive_down_keys(admitted.root),
                                                 {unknown_path()}});
}

void load_bird::submit(report seen) {
  self_->submit(std::move(seen),
                [this, at = around_.clock->now()](const result<report_id, failure>& told) {
                  if (!told) return around_.meter->refused();
                  const auto id = to_text(*told);
                  around_.meter->stored(id);
                  if (const auto took = times_.stored(id, at)) around_.meter->acknowledged(*took);
                });
}

void load_bird::look_at(const record& written) {
  if (written.type != retry_queue::events::acknowledged::name) return;
  const auto event = decode_event<retry_queue::event>(written.type, written.payload);
  AVIARY_INVARIANT(event.has_value(), "a bird's queue writes what it can read");
  const auto& done = std::get<retry_queue::events::acknowledged>(*event);
  if (const auto took = times_.acknowledged(done.id, around_.clock->now()))
    around_.meter->acknowledged(*took);
}

}  // namespace aviary
