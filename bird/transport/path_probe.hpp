#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "actors/ports.hpp"
#include "bird/transport/loss_memory.hpp"
#include "messages/answer.hpp"
#include "messages/dns_message.hpp"
#include "messages/dns_name.hpp"
#include "messages/ids.hpp"
#include "messages/key_schedule.hpp"
#include "messages/path_findings.hpp"
#include "messages/short_mac.hpp"
#include "messages/time.hpp"
#include "messages/zone_name.hpp"

// The PATH PROBE finds out what the way through one resolver carries (docs/PROTOCOL.md section
// 5.5), by asking hellos of one form after the other. It is a machine beside the SENDER: it has its
// own queries, slows nobody down, and what it finds is the sender's to adopt.

namespace aviary {

struct path_probe_settings {
  zone_name zone;
  bird_tag bird{};
  fragment_key fragment;
  ack_key ack;
};

class path_probe {
 public:
  // -- commands -----------------------------------------------------------------------------------

  struct commands {
    /// Probe this resolver, from the beginning.
    struct begin {
      std::size_t resolver = 0;
    };
    struct tick {};
  };
  using command = std::variant<commands::begin, commands::tick>;

  // -- effects ------------------------------------------------------------------------------------

  struct effects {
    /// One DNS message for one resolver.
    struct send {
      std::size_t resolver = 0;
      bytes octets;
      bool over_stream = false;
    };
    /// The probe ended; nothing was found when no hello was answered.
    struct ended {
      std::size_t resolver = 0;
      std::optional<path_findings> found;
      bool denied = false;  ///< somebody said NODATA: the zone is there
    };
  };
  using effect = std::variant<effects::send, effects::ended>;

  // -- the machine --------------------------------------------------------------------------------

  /// Between two attempts of a trial.
  static constexpr std::chrono::milliseconds attempt_gap{250};
  /// After the last attempt; unbound answers nobody who waited longer than 1.9 s.
  static constexpr std::chrono::seconds patience{2};
  static constexpr std::size_t attempts_min = 8;
  /// Share of the queries without an answer that is assumed of a path that is not known (ADR 0008).
  static constexpr double loss_assumed = 0.3;
  /// So many hellos with m=1 must pass, and none be denied: a resolver with two minds shows it in
  /// one of them.
  static constexpr int mode_passes = 3;
  /// Between two questions for one name, of which the second may be answered from a cache.
  static constexpr std::chrono::seconds kept_gap{2};
  /// One name is asked at most so often: the console truncates what comes more than 10 times.
  static constexpr std::size_t same_name_max = 6;
  /// A console that is busy so many times is left alone until the next probe.
  static constexpr int slow_downs_max = 30;
  static constexpr std::size_t burst_queries = 32;
  static constexpr std::chrono::seconds burst_patience{3};
  /// Asked one by one where most of a burst was not answered: what is lost of these, loss took.
  static constexpr std::size_t sparse_queries = 16;

  /// `entropy` outlives the probe.
  path_probe(path_probe_settings settings, entropy_port& entropy);

  std::vector<effect> handle(const command& wanted, instant now);
  /// A resolver answered; nothing when that is no answer to one of this probe's queries.
  std::optional<std::vector<effect>> receive(std::size_t resolver, byte_view datagram, instant now);
  /// When `tick` is due; nothing while nothing is probed.
  std::optional<instant> next_due() const;
  bool running() const { return step_ != step::idle; }

 private:
  enum class step : std::uint8_t {
    idle,
    best,
    any,
    names,
    codes,
    mode,
    kept,
    kept_again,
    burst,
    sparse
  };
  /// What a hello tries.
  struct form {
    std::size_t name_octets = name_octets_max;
    answer_code code = answer_code::raw_1232;
    minimisation mode = minimisation::nodata;
  };
  struct query {
    std::uint16_t id = 0;
    dns_name name;
    short_mac mac{};
    form of;
    std::uint8_t first = 0;   // of the filling that the answer must have
    std::uint64_t trial = 0;  // in which it was asked
    std::size_t attempt = 0;  // from 1
    instant sent_at{};
    bool over_stream = false;
  };

  // -- answers
  void take_answer(const query& asked, const console_answer& answer, std::uint32_t ttl,
                   instant now);
  void take_hello(const query& asked, const hello_answer& hello, std::uint32_t ttl, instant now);
  void take_slow_down(const query& asked, std::chrono::seconds pause, instant now);
  void take_denial(const query& asked, dns_rcode rcode, instant now);
  void take_truncated(query& asked, instant now);
  void passed(const query& by, std::uint32_t ttl, instant now);
  void failed(instant now);

  // -- what comes next
  void advance(instant now);
  std::size_t attempts_wanted() const;
  void begin_trial(step next, const form& tried, instant now);
  void begin_mode(instant now);
  void begin_burst(instant now);
  void end_burst(instant now);
  void end(std::optional<path_findings> found);

  // -- asking
  void ask(instant now);
  void ask_hello(const form& of, instant now);
  void send(query asked, instant now);

  path_probe_settings settings_;
  entropy_port& entropy_;
  loss_memory losses_{loss_assumed};

  std::size_t resolver_ = 0;
  step step_ = step::idle;
  form form_;              // of the trial that runs
  std::size_t place_ = 0;  // in the list of names or codes that are tried
  std::uint64_t trial_ = 0;
  std::size_t attempts_ = 0;  // of this trial
  instant last_asked_{};
  instant next_ask_{};
  int modes_passed_ = 0;
  int slow_downs_ = 0;
  query kept_query_;  // whose name is asked again
  std::uint32_t kept_ttl_ = 0;
  std::size_t sparse_answered_ = 0;
  bool denied_ = false;

  path_findings found_;
  std::vector<std::chrono::nanoseconds> round_trips_;
  std::vector<query> queries_;
  std::vector<effect> effects_;
};

}  // namespace aviary
