#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>

#include "messages/answer.hpp"
#include "messages/dns_name.hpp"
#include "messages/key_schedule.hpp"
#include "messages/request.hpp"
#include "messages/zone_name.hpp"
#include "sim/checkers/checker.hpp"

// An answer acts only on its own request. Reads along with a bird's keys: what a bird lets go of,
// it lets go of for a REPLY that came to this life of it, in the answer to a query of this life,
// bound to that very query, and that names a message which this life sealed and which holds that
// very report. Neither an answer to another query nor a REPLY to another message will do, whoever
// played it back.
//
// In a world of thousands it reads along with the first hundred birds. A bird that was copied is
// left out, because its copy may have sent the rest of the very message that it seals, and so is
// one whose keys are in the wrong hands.

namespace aviary {

class answers_checker final : public checker {
 public:
  static constexpr std::uint64_t birds_watched = 100;

  explicit answers_checker(const zone_name& zone) : zone_(zone) {}

  void see(const sighting& one) override;

 private:
  struct asked {
    dns_name name;
    answer_code code{};
    short_mac mac{};
    instant at{};
  };
  /// The fragments of one message that were sent, by index.
  struct pieces {
    std::size_t count = 0;
    std::map<std::uint16_t, bytes> sent;
  };
  /// One life of a bird, from its start to its crash.
  struct life {
    explicit life(const root_key& root) : up(derive_up_keys(root)), down(derive_down_keys(root)) {}
    up_keys up;
    down_keys down;
    std::map<std::uint16_t, std::deque<asked>> queries;  // by DNS id, the newest first
    std::map<counter_low, pieces> gathered;
    std::map<message_name, report_id> sealed;
    std::set<report_id> replied;
    bird_tag tag{};  // from its first query on
  };

  void note_query(life& of, byte_view datagram);
  static void note_message(life& of, counter_low at, byte_view sealed);
  static void note_answer(life& of, byte_view datagram);
  static void note_reply(life& of, const console_answer& answer);
  void forget_old();
  void judge(std::uint64_t bird, const append_request& what);

  zone_name zone_;
  instant now_{};
  std::map<std::uint64_t, life> lives_;  // by bird
  std::set<bird_tag> left_out_;
};

}  // namespace aviary
