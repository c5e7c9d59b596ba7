#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "actors/waiting_query.hpp"
#include "console/dns/edge_counters.hpp"
#include "console/dns/query_limits.hpp"
#include "console/dns/zone_answers.hpp"
#include "console/presence/authentic_request.hpp"
#include "messages/bytes.hpp"
#include "messages/dns_query.hpp"
#include "messages/limits.hpp"
#include "messages/request.hpp"
#include "messages/time.hpp"

// The authentic queries that wait for their answer: a pool that never grows, so what is in flight
// is bounded where it comes in. The edge's thread takes a slot and frees it; whoever has the answer
// writes the whole DNS message into the slot, on its own thread; the edge sends what is finished.
//
//                     answer(), answer_nodata()
//        take()   +-----------------------------+
//     free ---> waiting ------> parked ------> claimed ---> finished ---> free
//                 |  answer_later()  |           ^    push        collect(), free()
//                 +------------------+-----------+
//                  expire() after 40 ms: what is parked, else "slow down"
//
// Slot number and phase are one word, so a single compare-exchange decides who claims a slot, and
// an answer that comes too late finds another number there.

namespace aviary {

/// Where an answer goes. The fields belong to whoever received the query; only `peer` and `over`
/// are looked at here and in the name server.
struct return_path {
  enum class transport : std::uint8_t { udp, tcp };

  source_address peer{};
  source_address local{};
  std::uint32_t interface = 0;
  std::uint16_t port = 0;
  transport over = transport::udp;
  std::uint8_t socket = 0;
  std::uint64_t connection = 0;
};

/// How long a query waits for an answer that must first be durable. Resolvers' own time-outs are
/// ten times that.
inline constexpr boot_time::duration answer_wait = std::chrono::milliseconds(40);
/// What "slow down" asks for.
inline constexpr std::uint8_t slow_down_seconds = 1;

/// The four octets behind the bird tag: a counter's low bits, an object's id or a hello's random.
/// "Slow down" gives them back as the counter, whatever was asked.
counter_low reference_of(const bird_request& asked);

/// Writes "slow down" as the TXT content for `bird`, and returns its size. Whoever cannot answer in
/// time owes at least this: a query that is dropped is asked again at once.
std::size_t write_slow_down(std::span<std::uint8_t> out, const registered_bird& bird,
                            counter_low reference, const waiting_query& query);

class answer_slots final : public answer_sink {
 public:
  /// 40 ms of 100,000 queries a second; 7 MiB once all of them were used.
  static constexpr std::size_t count_default = 4096;
  static constexpr std::size_t count_max = 1 << 16;

  /// `generation`: random, so that a slot of an earlier process meets nobody's query either.
  /// `wake`: called by flush() on any thread, when there are finished answers and nobody has called
  /// it since the last collect().
  answer_slots(const zone_answers& zone, edge_counters& counters, std::uint32_t generation,
               std::function<void()> wake, std::size_t count = count_default);
  ~answer_slots() override;

  // -- the edge's thread --------------------------------------------------------------------------

  /// Keeps what an answer to `asked` needs and sets `query.slot`. False when every slot is in use.
  bool take(waiting_query& query, const dns_query& asked, const return_path& path,
            const registered_bird& bird, counter_low reference, instant now);

  /// Finishes what has waited for `answer_wait`.
  void expire(instant now);
  /// When expire() has something to do; nothing while no query waits.
  std::optional<instant> next_due() const;

  struct finished_answer {
    std::uint32_t ordinal = 0;
    const return_path* path = nullptr;
    byte_view message;
  };
  /// Up to out.size() finished answers; each stays valid until its free().
  std::size_t collect(std::span<finished_answer> out);
  void free(const finished_answer& sent);

  std::size_t in_use() const { return in_use_; }

  // -- any thread ---------------------------------------------------------------------------------

  bool answer(answer_slot slot, byte_view text) override;
  void answer_later(answer_slot slot, byte_view text) override;
  void answer_nodata(answer_slot slot) override;
  void flush() override;

 private:
  struct waiting_slot;
  using index = std::uint32_t;
  static constexpr index none = ~index{0};

  waiting_slot* find(answer_slot slot) const;
  waiting_slot* claim(answer_slot slot);
  void finish(waiting_slot& held);
  void append(waiting_slot& held, instant due);
  void remove(waiting_slot& held);

  const zone_answers& zone_;
  edge_counters& counters_;
  std::size_t count_;
  std::function<void()> wake_;
  std::unique_ptr<waiting_slot[]> slots_;
  /// Finished and not yet collected, newest first.
  std::atomic<index> finished_{none};
  /// The edge was woken and has not yet looked.
  std::atomic<bool> woken_{false};
  /// Collected out of `finished_`, or finished here, and not yet given out.
  index collected_ = none;
  index first_free_ = none;
  /// What expire() has still to look at, in the order in which it is due.
  index oldest_ = none;
  index newest_ = none;
  std::size_t in_use_ = 0;
};

}  // namespace aviary
