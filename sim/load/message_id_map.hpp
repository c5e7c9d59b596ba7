#pragma once

#include <cstdint>
#include <optional>
#include <vector>

// DNS message ids on one socket of the relay, which many birds share. Each query leaves under an id
// of the socket's own; by it the answer finds its bird, and gets the bird's id back.
//
// Ids are given out in turn and nothing expires: a query is forgotten when as many others as there
// are places have left the same socket, which takes longer than any bird waits.

namespace aviary {

/// What the relay knows of a query that it passed on.
struct relayed_query {
  std::uint32_t bird = 0;
  std::uint16_t id = 0;  ///< as the bird wrote it
  /// The query carried a heartbeat, of the message with these low bits of a counter.
  bool heartbeat = false;
  std::uint32_t message = 0;
};

class message_id_map {
 public:
  /// 64 sockets of these hold a million queries: at 20,000 a second those of the last 50 s.
  static constexpr std::size_t places_default = 16'384;

  /// `places`: a power of two, at most 65,536.
  explicit message_id_map(std::size_t places = places_default);

  /// The id under which this query leaves.
  std::uint16_t enter(const relayed_query& query);
  /// The query that an answer with this id belongs to, once: a second answer is nobody's.
  std::optional<relayed_query> take(std::uint16_t id);

 private:
  struct place {
    bool open = false;
    std::uint16_t id = 0;
    relayed_query query;
  };
  place& place_of(std::uint16_t id) { return places_[id & (places_.size() - 1)]; }

  std::vector<place> places_;
  std::uint16_t last_ = 0;
};

}  // namespace aviary
