#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "messages/dns_message.hpp"

// How a recursive resolver behaves, as values: what makes unbound unbound and BIND BIND for
// somebody who asks it for names of one zone. The machine that acts on them is `resolver_model`;
// docs/RESOLVER_MODEL.md has the table of all profiles, with a source for each value, and says what
// is left out.
//
// A duration of zero and a number of zero switch the thing off, unless the line says otherwise.

namespace aviary {

using std::chrono::milliseconds;

/// Which names a resolver asks above the one that it was asked for (RFC 9156).
struct minimisation_profile {
  bool on = false;
  /// The type of those questions: A or NS.
  rr_type type = rr_type::a;
  /// NXDOMAIN above the name is the answer (RFC 8020). Relaxed ones ask for the whole name then.
  bool strict = false;
  /// Questions above one name; behind them the whole name is asked.
  unsigned questions_max = 10;
  /// The whole name too is first asked with `type` (unbound does so unless A was asked for).
  bool asks_whole_name_first = false;
  /// NODATA for a name above is kept like any other answer, so that the next name below it costs
  /// fewer questions.
  bool keeps_answers = true;
  /// Attempts without an answer, behind which a relaxed one asks for the whole name.
  unsigned attempts_max = 1;
};

/// The queries that it sends to the zone's name server.
struct query_profile {
  /// 0x20: letters in random case, and only the question byte for byte is believed.
  bool mixes_case = false;
  /// What the OPT tells the name server.
  std::uint16_t edns_octets = 1232;
  bool dnssec_ok = false;
  bool checking_disabled = false;
  /// How often a query leaves twice, of 1.
  double doubled = 0;
};

/// What it keeps, and for how long.
struct cache_profile {
  /// Without it nothing is kept, SERVFAIL neither.
  bool on = true;
  /// TTLs are raised to it; above zero, TTL 0 is kept as well.
  milliseconds ttl_min{0};
  milliseconds ttl_max{std::chrono::hours(24)};
  /// At most this for NODATA and NXDOMAIN (RFC 2308 section 5).
  milliseconds negative_ttl_max{std::chrono::hours(1)};
  /// A name that could not be resolved is answered SERVFAIL at once for so long (RFC 9520).
  milliseconds failure_ttl{0};
};

/// How long it waits for the name server, and what it does then. An answer to an attempt that was
/// given up is discarded, as its port is closed: all those that were measured do so.
struct retry_profile {
  /// Attempts without an answer in a row, over all questions for one name.
  unsigned attempts_max = 3;
  /// The whole name, where it is asked because a question above it had no answer, has attempts of
  /// its own.
  bool begins_anew_with_whole_name = false;
  /// An attempt is so many datagrams with the same timeout, as long as that is below
  /// `resend_below`.
  unsigned sends_per_attempt = 1;
  milliseconds resend_below{0};
  /// The timeout towards a name server that was never asked, and the bounds of any.
  milliseconds timeout_first{400};
  milliseconds timeout_min{400};
  milliseconds timeout_max{10'000};
  /// The timeout comes from measured round trips: SRTT + 4 RTTVAR (RFC 6298).
  bool remembers_round_trips = true;
  /// Back-off is the name server's: each timeout doubles it for all names, an answer ends it.
  /// Otherwise it is the question's: constant for `constant_attempts`, doubled from then on.
  bool backs_off_with_the_server = false;
  unsigned constant_attempts = 1;
  /// Patience over TCP.
  milliseconds stream_timeout{3'000};
  /// So many attempts without an answer, and the next goes over TCP.
  unsigned stream_after_attempts = 0;
  /// TCP that worked in such a case is kept for so long.
  milliseconds stream_kept{0};
  /// A question above the name takes so long, then the next label is asked for.
  milliseconds question_max{0};
  /// One name takes so long, then it is SERVFAIL.
  milliseconds resolution_max{0};
  /// So long behind that the work goes on, with nobody waiting.
  milliseconds lingers{0};
  /// Times that it asks again when the name server answers with an RCODE of no use, first included.
  unsigned bad_rcode_attempts = 1;
  /// A name that cannot be resolved is answered SERVFAIL; some say nothing.
  bool tells_failure = true;
};

/// When it takes the name server for dead.
struct outage_profile {
  /// Timeouts of this and above: one query at a time goes out, for the timeout and two seconds more
  /// all others are SERVFAIL at once.
  milliseconds probes_from{0};
  /// A timeout that has grown to this: nothing is sent until the memory of the server ends.
  milliseconds down_from{0};
  /// The memory of round trips and timeouts, from the first query on.
  milliseconds memory{std::chrono::minutes(15)};
  /// So many timeouts in a row, and the server gets no query for `throttled_for`.
  unsigned throttled_after = 0;
  milliseconds throttled_for{0};
  /// So many timeouts in a row, and a name gets one attempt over UDP instead of several, and no
  /// sooner than `dead_pause` behind the last one of any name; until then all are SERVFAIL at once.
  unsigned dead_after = 0;
  milliseconds dead_pause{0};
};

enum class over_limit : std::uint8_t { dropped, server_failure, refused };

/// What a message gets that is no query.
enum class malformed_query : std::uint8_t {
  told,     ///< FORMERR, NOTIMP or BADVERS
  refused,  ///< REFUSED
  dropped,
};

/// The same question from the same client with the same id, while the first is under way.
enum class repeated_query : std::uint8_t {
  waits_too,  ///< and is answered as well
  dropped,
  forwarded,  ///< the query goes out once more, and is answered once
};

/// How it treats those who ask.
struct stub_profile {
  malformed_query malformed = malformed_query::told;
  /// The size in the OPT of its answers, and the most that it sends over UDP.
  std::uint16_t edns_octets_told = 1232;
  std::uint16_t udp_octets_max = 1232;
  /// Who has waited longer gets nothing, SERVFAIL neither; the work goes on and fills the cache.
  milliseconds discards_after{0};
  /// The same question again, while it is open, only waits with the others.
  bool merges_duplicates = true;
  /// Who can wait for one question; more are dropped.
  unsigned waiters_max = 100;
  repeated_query repeated = repeated_query::waits_too;
  /// Names being resolved at one time, and what happens above. With `gives_way_after`, the oldest
  /// is dropped in favour of a new one once it has taken so long.
  unsigned open_max = 1024;
  over_limit above_open = over_limit::dropped;
  milliseconds gives_way_after{0};
  /// Queries of one client that wait at one time; more are dropped.
  unsigned waiting_per_client_max = 0;
  /// Queries of one client in one second, and what happens above.
  unsigned queries_per_second_max = 0;
  over_limit above_rate = over_limit::dropped;
};

struct resolver_profile {
  std::string_view name;
  /// Passes each query on as it came, with an id of its own, instead of resolving it: no
  /// minimisation, and whatever comes back goes back.
  bool forwards = false;
  minimisation_profile minimisation;
  query_profile query;
  cache_profile cache;
  retry_profile retry;
  outage_profile outage;
  stub_profile stub;
};

/// unbound, bind, pdns, kresd, dnsmasq, dnsdist: as Debian 12 ships them, in that order; behind
/// them unbound-strict and bind-strict, which believe a denial of a minimised name.
std::span<const resolver_profile> resolver_profiles();
/// Nothing for a name that is none of those.
const resolver_profile* find_resolver_profile(std::string_view name);

}  // namespace aviary
