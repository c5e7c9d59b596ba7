#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "messages/bytes.hpp"
#include "messages/dns_query.hpp"
#include "messages/time.hpp"
#include "messages/zone_name.hpp"
#include "sim/network/query_quota.hpp"
#include "sim/network/resolver_cache.hpp"
#include "sim/network/resolver_profile.hpp"
#include "sim/network/server_health.hpp"
#include "sim/network/upstream_message.hpp"
#include "sim/prng.hpp"

// A site's recursive resolver as a machine: what birds ask goes in, what it asks the zone's name
// server and what it answers comes out. It behaves as its profile says, with the nuisances of real
// ones: it minimises names, draws their case, keeps answers longer than it should, gives up early,
// throws late answers away, takes a silent name server for dead.
//
//     stub's query -> malformed? -> too many? -> kept? -> the same under way? -> RESOLUTION
//     RESOLUTION:  question above the name ... question for the name -> answer to all who wait
//
// It knows one zone with one name server and begins where a real resolver has the delegation. It
// has no clock, no socket and no randomness of its own: the same seed and the same calls give the
// same effects. Everything it holds is bounded, by the profile or by a constant here.

namespace aviary {

/// What a resolver wants done, in this order.
struct resolver_effects {
  /// A query to the zone's name server, over UDP or TCP. The answer comes back with the same
  /// number. A query may leave twice under one number.
  struct ask {
    std::uint64_t upstream = 0;
    bytes query;
    bool over_stream = false;

    friend bool operator==(const ask&, const ask&) = default;
  };
  /// A message to a client, over what it asked over.
  struct answer {
    std::uint64_t client = 0;
    bytes message;

    friend bool operator==(const answer&, const answer&) = default;
  };
};
using resolver_effect = std::variant<resolver_effects::ask, resolver_effects::answer>;

class resolver_model {
 public:
  resolver_model(const resolver_profile& profile, const zone_name& zone, prng draws);

  /// A stub's DNS message. `client` is who asks, one number for each bird: limits for a client and
  /// the recognition of repeated queries go by it.
  std::vector<resolver_effect> ask(std::uint64_t client, byte_view query, bool over_stream,
                                   instant now);
  /// What the name server answered to `upstream`. Anybody's octets.
  std::vector<resolver_effect> answered(std::uint64_t upstream, byte_view message, instant now);
  /// Does what is due.
  std::vector<resolver_effect> tick(instant now);
  std::optional<instant> next_due() const;

  const resolver_profile& profile() const { return profile_; }
  /// Names that are being resolved.
  std::size_t open() const { return resolutions_.size(); }
  std::size_t kept() const { return cache_.size(); }

 private:
  struct waiter {
    std::uint64_t client = 0;
    bool over_stream = false;
    instant since;
    stub_query query;
  };
  struct question {
    /// Where it begins in the whole name.
    std::size_t offset = 0;
    rr_type type{};
    bool minimised = false;
    bool over_stream = false;
  };
  /// One name on its way.
  struct resolution {
    std::string key;
    bytes name;
    rr_type type{};
    query_flags flags;
    bool over_stream = false;
    instant began;
    std::vector<waiter> waiting;

    question current;
    instant asked_first;  // the present question
    bool told = false;    // that it failed; the work goes on
    /// Labels left of the last question, by their offsets.
    std::vector<std::size_t> labels_left;
    unsigned questions_above = 0;
    bool minimises = false;

    std::uint64_t attempt = 0;
    unsigned attempts = 0;
    /// Of them, for the present question.
    unsigned attempts_at_question = 0;
    unsigned bad_rcodes = 0;
    unsigned sends_of_attempt = 0;
  };
  using resolutions = std::map<std::uint64_t, resolution>;
  struct attempt {
    std::uint64_t resolution = 0;
    std::uint16_t id = 0;
    question asks;
    /// Name, type and class as they were sent.
    bytes sent_question;
    instant sent;
    instant::duration timeout{};
  };
  using out = std::vector<resolver_effect>;

  // -- stubs --------------------------------------------------------------------------------------

  void refuse(std::uint64_t client, const refused_query& refused, out& effects);
  void answer(const waiter& to, stub_answer_shape shape, const record_sections& records,
              instant now, out& effects);
  void answer_over_limit(const waiter& who, over_limit how, instant now, out& effects);
  bool answer_from_cache(const waiter& who, std::string_view key, instant now, out& effects);
  bool join(const waiter& who, const std::string& key, out& effects);
  bool make_room(const waiter& who, instant now, out& effects);
  void begin(waiter&& who, std::string&& key, const dns_query& query, std::size_t below,
             instant now, out& effects);

  // -- the name server ----------------------------------------------------------------------------

  void next_question(resolution& of, instant now);
  bool knows(const resolution& of, instant now) const;
  void send(std::uint64_t number, resolution& of, instant now, out& effects);
  void emit(std::uint64_t upstream, out& effects) const;
  void draw_case(bytes& name);
  void timed_out(std::uint64_t upstream, instant now, out& effects);
  bool gives_up_the_name(const resolution& of) const;
  /// Its attempt waits no longer, and an answer to it is nobody's.
  void give_up(resolution& of);
  void understood(const attempt& tried, const upstream_answer& said, instant now, out& effects);
  void answered_above(std::uint64_t number, resolution& of, const upstream_answer& said,
                      instant now, out& effects);
  void answered_badly(std::uint64_t number, resolution& of, instant now, out& effects);
  void keep(byte_view name, rr_type type, const upstream_answer& said, instant now);
  instant::duration lifetime(const upstream_answer& said) const;

  void finish(std::uint64_t number, const upstream_answer& said, instant now, out& effects);
  void fail(std::uint64_t number, instant now, out& effects);
  void time_is_over(std::uint64_t number, instant now, out& effects);
  void tell_failure(resolution& of, instant now, out& effects);
  resolution remove(std::uint64_t number);

  resolver_profile profile_;
  zone_name zone_;
  prng draws_;
  server_health health_;
  resolver_cache cache_;
  query_quota quota_;

  /// Numbers of resolutions and attempts.
  std::uint64_t next_number_ = 1;
  resolutions resolutions_;  // oldest first
  std::unordered_map<std::string, std::uint64_t> by_key_;
  std::unordered_map<std::uint64_t, attempt> attempts_;
  /// Timeouts of attempts and ends of resolutions, by their numbers.
  std::set<std::pair<instant, std::uint64_t>> due_;
};

}  // namespace aviary
