#include "console/dns/name_server.hpp"

#include <array>
#include <utility>

#include "messages/answer.hpp"
#include "messages/dns_answer.hpp"
#include "messages/invariant.hpp"
#include "messages/qname.hpp"
#include "messages/request.hpp"
#include "messages/sealed_message.hpp"

namespace aviary {
namespace {

/// Birds that are not registered yet test their path with it (docs/PROTOCOL.md section 4).
constexpr bird_tag unregistered_tag{0};

edge_outcome outcome_of(const bird_request& asked) {
  // In the order of the variant.
  constexpr std::array outcomes{edge_outcome::one_shot, edge_outcome::fragment, edge_outcome::pull,
                                edge_outcome::status, edge_outcome::hello};
  static_assert(std::variant_size_v<decltype(bird_request::body)> == outcomes.size());
  return outcomes[asked.body.index()];
}

/// What is proven by its MAC, with its counter restored. A one-shot is proven by its box instead.
authentic_request proven_by_mac(const registered_bird& bird, const bird_request& asked) {
  authentic_request proven;
  const auto nearest = bird.highest();
  if (const auto* fragment = std::get_if<fragment_request>(&asked.body))
    proven.asked = authentic_fragment{restore_counter(fragment->at, nearest), fragment->index,
                                      fragment->last, query_octets(fragment->payload)};
  else if (const auto* status = std::get_if<status_request>(&asked.body))
    proven.asked = authentic_status{restore_counter(status->at, nearest)};
  else if (const auto* pull = std::get_if<pull_request>(&asked.body))
    proven.asked = *pull;
  else if (const auto* hello = std::get_if<hello_request>(&asked.body))
    proven.asked = *hello;
  return proven;
}

}  // namespace

struct name_server::passage {
  const dns_query& query;
  const return_path& path;
  const arrival& at;
  std::span<std::uint8_t> out;

  bool over_udp() const { return path.over == return_path::transport::udp; }
  /// Room for what the zone says: a stranger gets no more than plain DNS allows.
  std::span<std::uint8_t> zone_room() const {
    return over_udp() ? out.first(plain_dns_payload_octets) : out;
  }
};

name_server::name_server(const zone_answers& zone, key_table& keys, answer_slots& slots,
                         edge_counters& counters, const query_limits::key& secret,
                         std::size_t limits_buckets)
    : zone_(zone),
      keys_(keys),
      slots_(slots),
      counters_(counters),
      limits_(secret, limits_buckets) {
  plain_.reserve(name_payload_octets_max);
}

name_server::read_message name_server::read(byte_view message, const return_path& path) const {
  read_message read{parse_query(message), std::nullopt, {}};
  if (!read.query) return read;
  read.below = zone_.zone().octets_below(read.query->name);
  if (read.below && path.over == return_path::transport::udp)
    read.counted_at = limits_.find(path.peer, *read.query);
  return read;
}

name_server::verdict name_server::receive(const read_message& message, const return_path& path,
                                          const arrival& at, std::span<std::uint8_t> out,
                                          authentic_batch& batch) {
  if (!message.query) return refuse(message.query.error(), out);
  const auto& query = *message.query;
  const passage on{query, path, at, out};

  if (!message.below) {
    counters_.add(edge_outcome::other_zone);
    return {outcome::answered, write_rcode_answer(out, query, dns_rcode::refused)};
  }
  if (on.over_udp() && !limits_.admit(message.counted_at, at.now)) {
    counters_.add(edge_outcome::repeated);
    return {outcome::answered, write_truncated_answer(out, query)};
  }
  if (*message.below > 0 && query.type == rr_type::txt) return receive_request(on, batch);
  counters_.add(edge_outcome::zone_record);
  return {outcome::answered, zone_.write(on.zone_room(), query)};
}

name_server::verdict name_server::refuse(const refused_query& refused,
                                         std::span<std::uint8_t> out) {
  const auto octets = write_refusal(out, refused);
  counters_.add(octets == 0 ? edge_outcome::not_a_query : edge_outcome::bad_query);
  return {octets == 0 ? outcome::dropped : outcome::answered, octets};
}

name_server::verdict name_server::nodata(const passage& on, edge_outcome why) {
  counters_.add(why);
  return {outcome::answered, zone_.write_nodata(on.zone_room(), on.query)};
}

name_server::verdict name_server::receive_request(const passage& on, authentic_batch& batch) {
  const auto tag = tag_of(on.query.name, zone_.zone());
  if (!tag) return nodata(on, edge_outcome::no_request);
  if (*tag == unregistered_tag) return nodata(on, edge_outcome::unregistered);
  const auto* bird = keys_.find(*tag);
  if (bird == nullptr) {
    keys_.note_unknown(*tag, on.at.wall);
    return nodata(on, edge_outcome::unknown_tag);
  }

  const auto name = unpack_name(on.query.name, zone_.zone());
  if (!name) return nodata(on, edge_outcome::no_request);
  const auto received = decode_request(*name, zone_.zone());
  if (!received) return nodata(on, edge_outcome::no_request);
  const auto& asked = received->value;
  AVIARY_INVARIANT(asked.bird == *tag, "a name has one tag");
  const auto keys = derive_up_keys(bird->root);
  const auto query_mac = verify_request(*received, *name, zone_.zone(), keys.fragment);
  if (!query_mac) return nodata(on, edge_outcome::forged);
  auto proven = proven_by_mac(*bird, asked);
  if (const auto* one_shot = std::get_if<one_shot_request>(&asked.body))
    if (!open(*bird, keys, *one_shot, proven)) return nodata(on, edge_outcome::forged);

  proven.bird = bird;
  proven.query.query = *query_mac;
  proven.query.code = asked.code;
  proven.query.name_octets = static_cast<std::uint8_t>(on.query.name.size());
  proven.arrived = on.at.wall;
  return pass_on(on, asked, std::move(proven), batch);
}

bool name_server::open(const registered_bird& bird, const up_keys& keys,
                       const one_shot_request& asked, authentic_request& into) {
  const auto at = restore_counter(asked.at, bird.highest());
  if (!open_up(keys, at, asked.sealed, plain_)) return false;
  into.asked = opened_one_shot{at, tail_of(asked.sealed), query_octets(plain_)};
  return true;
}

name_server::verdict name_server::pass_on(const passage& on, const bird_request& asked,
                                          authentic_request&& proven, authentic_batch& batch) {
  const auto reference = reference_of(asked);
  if (slots_.take(proven.query, on.query, on.path, *proven.bird, reference, on.at.now)) {
    counters_.add(outcome_of(asked));
    batch.requests.push_back(std::move(proven));
    return {outcome::waits, 0};
  }
  counters_.add(edge_outcome::slow_down);
  std::array<std::uint8_t, answer_text_octets_max> text;
  const auto octets = write_slow_down(text, *proven.bird, reference, proven.query);
  const auto written =
      write_txt_answer(on.out, on.query, byte_view(text).first(octets), authentic_ttl_seconds);
  return {outcome::answered, written};
}

}  // namespace aviary
