#include "sim/network/resolver_drill.hpp"

#include "console/dns/key_table.hpp"
#include "console/dns/zone_answers.hpp"
#include "messages/dns_question.hpp"
#include "messages/qname.hpp"
#include "sim/network/site_network.hpp"
#include "sim/nodes/simulated_edge.hpp"
#include "sim/timeline.hpp"
#include "sim/trace/fault_plan.hpp"

namespace aviary {
namespace {

constexpr const char* zone_text = "c.example.net";
/// Of the longest names: four labels below the zone.
constexpr std::size_t payload_octets = name_payload_octets(15, name_octets_max);

link_faults links_of(const drill_script& script) {
  link_faults out;
  out.delay_min = out.delay_max = script.round_trip / 2;
  return out;
}

class drill {
 public:
  drill(const resolver_profile& profile, const drill_script& script, std::uint64_t seed)
      : script_(script),
        time_(prng(seed, "order")),
        plan_(seed, [this] { return time_.now(); }),
        network_(time_, plan_, seed, links_of(script)),
        entropy_(prng(seed, "names")),
        edge_(time_, clock_, entropy_, answers_, keys_, 64, [](byte_view) {}) {
    network_.add_resolver(profile, zone_);
    network_.connect([this](byte_view message, const return_path& from, site_network::answer back) {
      ++asked_;
      if (time_.now() >= away_until_) edge_.receive(message, from, std::move(back));
    });
  }

  drill_outcome run() {
    drill_outcome out;
    out.one_by_one_nodata = one_by_one(minimisation::nodata);
    out.one_by_one_nxdomain = one_by_one(minimisation::nxdomain);
    out.at_once = at_once();
    out.unanswered = sent_ - answered_;
    out.while_away = away();
    out.back_after = back();
    return out;
  }

 private:
  void pass(instant::duration time) { time_.run_until(time_.now() + time); }

  void ask(minimisation mode) {
    bytes payload(payload_octets);
    entropy_.fill(payload);
    const auto name = pack_name({protocol_version, mode, request_type::fragment}, payload, zone_);
    ++sent_;
    network_.ask(1, encode_question(entropy_.draw<std::uint16_t>(), {name}),
                 return_path::transport::udp, [this](byte_view message) {
                   constexpr std::size_t rcode_at = 3;
                   const auto rcode = static_cast<dns_rcode>(message[rcode_at] & 15);
                   if (rcode != dns_rcode::no_error) return;
                   ++answered_;
                   if (!first_answer_) first_answer_ = time_.now();
                 });
  }

  std::uint64_t one_by_one(minimisation mode) {
    const auto before = asked_;
    for (unsigned i = 0; i < script_.one_by_one; ++i) {
      ask(mode);
      pass(script_.between);
    }
    pass(script_.rest);
    return asked_ - before;
  }

  std::uint64_t at_once() {
    const auto before = asked_;
    for (unsigned i = 0; i < script_.at_once; ++i) ask(minimisation::nxdomain);
    pass(script_.rest);
    return asked_ - before;
  }

  /// A name every `between_while_away`, until `end` or the first answer.
  void ask_until(instant end) {
    const auto answered = answered_;
    while (time_.now() < end && answered_ == answered) {
      ask(minimisation::nodata);
      pass(std::min<instant::duration>(script_.between_while_away, end - time_.now()));
    }
  }

  std::uint64_t away() {
    const auto before = asked_;
    away_until_ = time_.now() + script_.away;
    ask_until(away_until_);
    return asked_ - before;
  }

  std::optional<milliseconds> back() {
    const auto began = time_.now();
    first_answer_.reset();
    ask_until(began + script_.patience);
    if (!first_answer_) return {};
    return std::chrono::round<milliseconds>(*first_answer_ - began);
  }

  drill_script script_;
  timeline time_;
  fault_plan plan_;
  site_network network_;
  virtual_clock clock_{time_, wall_time{}};
  seeded_entropy entropy_;
  zone_name zone_ = *zone_name::parse(zone_text);
  zone_answers answers_ =
      *zone_answers::of(zone_, {*parse_name_server_record("ns1.c.example.net=192.0.2.53")});
  key_table keys_{[](byte_view) { return std::optional<root_key>(); }};  // no bird is known
  simulated_edge edge_;

  std::uint64_t asked_ = 0;  // of the name server
  unsigned sent_ = 0;
  unsigned answered_ = 0;
  std::optional<instant> first_answer_;
  instant away_until_{};
};

}  // namespace

drill_outcome run_resolver_drill(const resolver_profile& profile, const drill_script& script,
                                 std::uint64_t seed) {
  return drill(profile, script, seed).run();
}

}  // namespace aviary
