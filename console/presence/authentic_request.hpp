#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <variant>
#include <vector>

#include "actors/waiting_query.hpp"
#include "console/dns/key_table.hpp"
#include "messages/answer_code.hpp"
#include "messages/bytes.hpp"
#include "messages/ids.hpp"
#include "messages/invariant.hpp"
#include "messages/qname.hpp"
#include "messages/request.hpp"
#include "messages/time.hpp"

// What the edge (the name server on port 53) and the PRESENCE have in common. The edge parses a
// datagram, finds the bird by its tag, and verifies the MAC or opens the box of a one-shot. Only
// what is authentic comes here, one batch for each receive batch, and each request gets exactly one
// answer through the sink.

namespace aviary {

// -- requests -------------------------------------------------------------------------------------

/// What one QNAME brought, held in place: a batch of requests is one block of memory.
class query_octets {
 public:
  query_octets() = default;
  explicit query_octets(byte_view from) : size_(static_cast<std::uint8_t>(from.size())) {
    AVIARY_INVARIANT(from.size() <= octets_.size(), "a name carries no more");
    std::copy(from.begin(), from.end(), octets_.begin());
  }
  byte_view view() const { return {octets_.data(), size_}; }

 private:
  std::uint8_t size_ = 0;
  std::array<std::uint8_t, name_payload_octets_max> octets_;
};

/// A one-shot that the edge opened under K_up and whose tail it checked.
struct opened_one_shot {
  counter at{};  ///< restored
  message_tail tail{};
  query_octets plain;
};

/// A fragment whose MAC verified.
struct authentic_fragment {
  counter at{};  ///< restored
  fragment_index index{};
  fragment_index last{};
  query_octets payload;
};

struct authentic_status {
  counter at{};  ///< restored
};

struct authentic_request {
  /// From the key table, which outlives the request.
  const registered_bird* bird = nullptr;
  waiting_query query;
  wall_time arrived{};
  std::variant<opened_one_shot, authentic_fragment, authentic_status, pull_request, hello_request>
      asked;
};

/// One receive batch: the requests of up to 64 datagrams, in the order in which they came.
struct authentic_batch {
  std::vector<authentic_request> requests;
};
/// How the edge passes one on: in the wiring, a send to the PRESENCE's actor.
using deliver_batch = std::function<void(authentic_batch)>;

// -- answers --------------------------------------------------------------------------------------

/// The edge's side of the slots. `text` is always the content of the TXT record, as encode_answer
/// makes it, not yet cut into strings. May be called on any thread; copies what it is given. What
/// is answered leaves with the next flush().
class answer_sink {
 public:
  virtual ~answer_sink() = default;

  /// Answers with TTL 15, unless the slot was answered before (one compare-exchange decides).
  /// False: it was.
  virtual bool answer(answer_slot slot, byte_view text) = 0;

  /// As above, but only when nothing better has come 40 ms after the query (what the name server
  /// waits for a REPLY that must first be durable). An earlier answer() takes its place.
  virtual void answer_later(answer_slot slot, byte_view text) = 0;

  /// NODATA, as to a stranger: there is no such thing.
  virtual void answer_nodata(answer_slot slot) = 0;

  /// Sends what was answered: once for all the answers to a batch, since each time wakes a thread.
  virtual void flush() = 0;
};

}  // namespace aviary
