#include "sim/network/resolver_profile.hpp"

#include <algorithm>
#include <array>

// [m] behind a value: measured with Debian 12's package on loopback, before a name server that logs
// what it is asked. The others are from the program's manual or source; docs/RESOLVER_MODEL.md says
// which.

namespace aviary {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// unbound 1.17.1, iterating.
constexpr resolver_profile unbound() {
  resolver_profile made;
  made.name = "unbound";
  made.minimisation = {
      .on = true,
      .type = rr_type::a,             // [m]
      .strict = false,                // qname-minimisation-strict: no
      .questions_max = 10,            // iterator.h: MAX_MINIMISE_COUNT
      .asks_whole_name_first = true,  // [m] five queries for a name of four labels
      .keeps_answers = false,         // [m] asked again after 0.5 s in spite of a TTL of 5
      .attempts_max = 3,              // iterator.h: MAX_MINIMISE_TIMEOUT_COUNT [m]
  };
  made.query = {.edns_octets = 1232, .dnssec_ok = true, .checking_disabled = true};  // [m]
  made.cache = {.ttl_min = seconds(0),  // [m] TTL 0 is asked again
                .ttl_max = hours(24),
                .negative_ttl_max = hours(1),
                .failure_ttl = seconds(5)};  // NORR_TTL; [m] REFUSED twice costs one round
  made.retry = {
      .attempts_max = 6,                   // [m] 10 datagrams, 2 more behind the parent's referral
      .sends_per_attempt = 2,              // [m] 50, 50, 100, 100, 200, 200 ms ...
      .resend_below = seconds(5),          // [m] 3.2 s twice, 6.4 s once
      .timeout_first = milliseconds(376),  // UNKNOWN_SERVER_NICENESS
      .timeout_min = milliseconds(50),     // infra-cache-min-rtt [m]
      .timeout_max = minutes(2),           // infra-cache-max-rtt
      .remembers_round_trips = true,
      .backs_off_with_the_server = true,      // [m]
      .stream_timeout = milliseconds(3'000),  // TCP_AUTH_QUERY_TIMEOUT
      .bad_rcode_attempts = 5,                // outbound-msg-retry [m]
  };
  made.outage = {.probes_from = seconds(12),  // PROBE_MAXRTO
                 .down_from = minutes(2),     // USEFUL_SERVER_TOP_TIMEOUT, infra-keep-probing: no
                 .memory = minutes(15)};      // infra-host-ttl [m]
  made.stub = {.udp_octets_max = 4096,        // max-udp-size
               .discards_after = milliseconds(1'900),  // discard-timeout [m]
               .waiters_max = 1000,
               .open_max = 1024,  // num-queries-per-thread
               .above_open = over_limit::dropped,
               .gives_way_after = milliseconds(200),  // jostle-timeout
               .waiting_per_client_max = 1000};       // wait-limit
  return made;
}

/// BIND 9.18.
constexpr resolver_profile bind() {
  resolver_profile made;
  made.name = "bind";
  made.minimisation = {
      .on = true,
      .type = rr_type::ns,    // [m]
      .strict = false,        // qname-minimization relaxed
      .questions_max = 3,     // DNS_QMIN_MAX_NO_DELEGATION [m]
      .keeps_answers = true,  // [m]
      .attempts_max = 1'000,  // the time for the whole name ends it
  };
  made.query = {.edns_octets = 1232, .dnssec_ok = true, .checking_disabled = true};  // [m]
  made.cache = {.ttl_min = seconds(0),         // min-cache-ttl; [m] TTL 0 is asked again
                .ttl_max = hours(24 * 7),      // max-cache-ttl
                .negative_ttl_max = hours(3),  // max-ncache-ttl
                .failure_ttl = seconds(1)};    // servfail-ttl [m]
  made.retry = {
      .attempts_max = 1'000,               // resolver-query-timeout ends it
      .timeout_first = milliseconds(800),  // resolver-retry-interval [m]
      .timeout_min = milliseconds(800),    // [m]
      .timeout_max = milliseconds(9'000),  // MAX_SINGLE_QUERY_TIMEOUT
      .remembers_round_trips = true,
      .constant_attempts = 3,         // resolver-nonbackoff-tries; [m] then 1.6 s, 3.2 s
      .question_max = seconds(10),    // [m] one fetch for each
      .resolution_max = seconds(10),  // resolver-query-timeout [m]
      .lingers = seconds(2),          // [m] two or three queries more
      .bad_rcode_attempts = 1,        // [m]
  };
  made.outage = {.memory = minutes(30)};             // ADB_ENTRY_WINDOW
  made.stub = {.waiters_max = 100,                   // max-clients-per-query
               .repeated = repeated_query::dropped,  // [m]
               .open_max = 1000,                     // recursive-clients
               .above_open = over_limit::server_failure};
  return made;
}

/// PowerDNS Recursor 4.8.
constexpr resolver_profile pdns() {
  resolver_profile made;
  made.name = "pdns";
  made.minimisation = {
      .on = true,
      .type = rr_type::a,  // [m]
      .strict = false,
      .questions_max = 10,    // max-qnameminimizations of syncres.cc
      .keeps_answers = true,  // [m]
      .attempts_max = 1,
  };
  made.query = {.edns_octets = 1232,           // edns-outgoing-bufsize [m]
                .dnssec_ok = true};            // dnssec: process
  made.cache = {.ttl_min = seconds(1),         // minimum-ttl-override [m]
                .ttl_max = hours(24),          // max-cache-ttl
                .negative_ttl_max = hours(1),  // max-negative-ttl
                .failure_ttl = seconds(60)};   // packetcache-servfail-ttl [m] at least 6 s
  made.retry = {
      .attempts_max = 1,                    // [m]
      .begins_anew_with_whole_name = true,  // [m] the name above for 1.5 s, then the whole one
      .timeout_first = milliseconds(1500),  // network-timeout [m]
      .timeout_min = milliseconds(1500),
      .timeout_max = milliseconds(1500),
      .remembers_round_trips = false,
      .resolution_max = seconds(7),  // max-total-msec
      .bad_rcode_attempts = 1,       // [m]
  };
  made.outage = {.memory = minutes(15),
                 .throttled_after = 64,                // server-down-max-fails
                 .throttled_for = seconds(60)};        // server-down-throttle-time
  made.stub = {.malformed = malformed_query::dropped,  // [m]
               .edns_octets_told = 512,                // [m]
               .udp_octets_max = 1232,                 // udp-truncation-threshold
               .open_max = 2048};                      // max-mthreads
  return made;
}

/// Knot Resolver 5.6.
constexpr resolver_profile kresd() {
  resolver_profile made;
  made.name = "kresd";
  made.minimisation = {
      .on = true,
      .type = rr_type::ns,  // [m]
      .strict = false,
      .questions_max = 1,  // [m] "found cut, retrying with non-minimized name"
      .keeps_answers = true,
      .attempts_max = 3,
  };
  made.query = {.mixes_case = true,
                .edns_octets = 1232,
                .dnssec_ok = true,
                .checking_disabled = true};  // [m]
  made.cache = {.ttl_min = seconds(5),       // cache.min_ttl [m]
                .ttl_max = hours(24),        // cache.max_ttl
                .negative_ttl_max = hours(24),
                .failure_ttl = seconds(0)};  // [m] SERVFAIL is not kept
  made.retry = {
      .attempts_max = 3,                    // [m] two over UDP, one over TCP
      .timeout_first = milliseconds(400),   // DEFAULT_TIMEOUT
      .timeout_min = milliseconds(20),      // MINIMAL_TIMEOUT_ADDITION [m]
      .timeout_max = milliseconds(10'000),  // MAX_TIMEOUT
      .remembers_round_trips = true,
      .backs_off_with_the_server = true,       // [m] 20 ms, 40 ms
      .stream_timeout = milliseconds(12'000),  // [m]
      .stream_after_attempts = 2,              // [m]
      .stream_kept = seconds(60),              // [m] at least
      .resolution_max = milliseconds(12'000),  // [m]
      .bad_rcode_attempts = 3,                 // [m]
  };
  made.outage = {.memory = minutes(15),
                 .dead_after = 6,            // [m] three names of two attempts over UDP
                 .dead_pause = seconds(1)};  // KR_NS_TIMEOUT_RETRY_INTERVAL; [m] SERVFAIL at once
  made.stub = {.malformed = malformed_query::dropped,  // [m]
               .open_max = 4096};
  return made;
}

/// dnsmasq 2.90: one packet per packet.
constexpr resolver_profile dnsmasq() {
  resolver_profile made;
  made.name = "dnsmasq";
  made.forwards = true;
  made.query = {.edns_octets = 1232,  // edns-packet-max
                .doubled = 0.02};     // FORWARD_TEST: every 50th goes to all upstreams
  made.cache = {.on = false};         // no TXT without --cache-rr, and no TTL 0
  made.retry = {.attempts_max = 1,
                .timeout_first = seconds(10),  // TIMEOUT: then the query is forgotten
                .timeout_min = seconds(10),
                .timeout_max = seconds(10),
                .remembers_round_trips = false,
                .stream_timeout = seconds(10),
                .tells_failure = false};
  made.stub = {.malformed = malformed_query::refused,  // [m]
               .merges_duplicates = true,              // since 2.83, against VU#434904 [m]
               .repeated = repeated_query::forwarded,  // [m]
               .open_max = 150,                        // dns-forward-max [m]
               .above_open = over_limit::refused};     // [m]
  return made;
}

/// dnsdist 1.7, without a packet cache: a load balancer that knows no questions.
constexpr resolver_profile dnsdist() {
  resolver_profile made;
  made.name = "dnsdist";
  made.forwards = true;
  made.cache = {.on = false};
  made.retry = {.attempts_max = 1,
                .timeout_first = seconds(2),  // setUDPTimeout
                .timeout_min = seconds(2),
                .timeout_max = seconds(2),
                .remembers_round_trips = false,
                .stream_timeout = seconds(30),
                .tells_failure = false};
  made.stub = {.malformed = malformed_query::dropped, .merges_duplicates = false, .open_max = 8192};
  return made;
}

/// The same with `qname-minimisation-strict: yes`, `qname-minimization strict`.
constexpr resolver_profile strict(resolver_profile made, std::string_view name) {
  made.name = name;
  made.minimisation.strict = true;
  return made;
}

constexpr std::array profiles{unbound(),
                              bind(),
                              pdns(),
                              kresd(),
                              dnsmasq(),
                              dnsdist(),
                              strict(unbound(), "unbound-strict"),
                              strict(bind(), "bind-strict")};

}  // namespace

std::span<const resolver_profile> resolver_profiles() {
  return profiles;
}

const resolver_profile* find_resolver_profile(std::string_view name) {
  const auto found = std::ranges::find(profiles, name, &resolver_profile::name);
  return found == profiles.end() ? nullptr : &*found;
}

}  // namespace aviary
