#include "console/channels/channels_actor.hpp"

#include <utility>

#include "actors/addresses.hpp"
#include "actors/alert_desk.hpp"
#include "actors/retry_queue.hpp"

namespace aviary {
namespace {

using channels_pointer = channels_actor::stateful_pointer<channels_state>;

std::string channel_of(const std::string& queue) {
  return queue.substr(queue.find('/') + 1);
}

void tell_queue(const node& shared, const std::string& queue, retry_queue::command what) {
  postbox(shared.registry, position{}).command<retry_queue>(queue, std::move(what));
}

void try_to_deliver(channels_pointer self, const node& shared, http_post_port* network,
                    const offered& one) {
  const auto channel = channel_of(one.from);
  auto request =
      self->state.machine.request(channel, one.item.id, one.item.body, shared.clock->wall_now());
  if (!request) {  // its stream is still being read: the queue's back-off is the wait
    tell_queue(shared, one.from, retry_queue::commands::park{one.item.id, "channel not known yet"});
    return;
  }
  network->post(*std::move(request), [me = channels_actor(self), queue = one.from,
                                      alert = one.item.id](http_outcome outcome) {
    caf::anon_send(me, alert_posted{queue, alert, std::move(outcome)});
  });
}

void note_outcome(const node& shared, const alert_posted& news) {
  if (news.outcome.delivered()) {
    tell_queue(shared, news.queue,
               retry_queue::commands::acknowledge{news.alert, news.outcome.text});
    tell_queue(shared, news.queue, retry_queue::commands::other_side_answers{});
  } else {
    tell_queue(shared, news.queue, retry_queue::commands::park{news.alert, news.outcome.text});
  }
}

}  // namespace

channels_actor::behavior_type channels_behavior(channels_pointer self, node shared,
                                                http_post_port* network,
                                                std::shared_ptr<channel_health> health) {
  return {
      [self](const channel_known& news) { self->state.machine.add(news.name, news.channel); },
      [self, shared, network](const offered& one) { try_to_deliver(self, shared, network, one); },
      [shared, health](const alert_posted& news) {
        health->note(channel_of(news.queue), news.alert, news.outcome, shared.clock->wall_now());
        note_outcome(shared, news);
      },
  };
}

subscription follow_channels(const node& shared,
                             std::shared_ptr<const registration::console_identity> console,
                             channels_actor to) {
  return shared.log->subscribe({}, [console, to](const record& one) {
    if (one.type != alert_desk::events::channel_added::name) return;
    const auto event = decode_event<alert_desk::event>(one.type, one.payload);
    AVIARY_INVARIANT(event.has_value(), "the log's channels are readable");
    const auto& added = std::get<alert_desk::events::channel_added>(*event);
    const auto secret = console->master.open_sealed(added.sealed_secret);
    if (!secret || secret->size() != webhook_secret::size) return;  // restored under another key
    webhook_channel channel{
        added.url, webhook_secret(std::span<const std::uint8_t, webhook_secret::size>(*secret))};
    caf::anon_send(to, channel_known{added.channel, std::move(channel)});
  });
}

}  // namespace aviary
