#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "actors/ports.hpp"
#include "messages/answer_code.hpp"
#include "messages/bytes.hpp"
#include "messages/dns_name.hpp"
#include "messages/ids.hpp"
#include "messages/request.hpp"
#include "messages/short_mac.hpp"
#include "messages/time.hpp"

// The queries that left and were not answered yet: what an answer is recognised by, and how much is
// under way. A query stops being under way after its timeout, or as soon as something else tells
// what became of it, but it stays here, because its answer may still come and is then as good.

namespace aviary {

/// One query.
struct open_query {
  /// What the query is about; a pull's segment has its number in `message`.
  enum class subject : std::uint8_t { fragment, status, segment };

  // Drawn at random: with the port it is what a stranger who does not see the query must guess.
  std::uint16_t id = 0;
  std::size_t resolver = 0;
  dns_name name;
  short_mac mac{};
  answer_code code{};
  /// Counter of the message that it is about.
  counter message{};
  subject about = subject::fragment;
  fragment_index index{};
  /// The first attempt at its fragment.
  bool first_attempt = false;

  /// Place in the order of all queries, from 1.
  std::uint64_t ordinal = 0;
  instant sent_at{};
  /// When its name was asked for the first time: an answer may come from a cache, and then tells
  /// how things stood then.
  std::uint64_t name_ordinal = 0;
  instant name_sent_at{};
  bool is_repeat = false;
  /// The name was asked twice. It is not asked again: once it was answered, a cache would answer.
  bool spent = false;
  bool under_way = true;
  /// Asked over TCP, because the answer did not fit a datagram.
  bool over_stream = false;
  /// Asks a resolver that was left whether it is back. What becomes of it says nothing of the path
  /// in use.
  bool looks_back = false;
  /// The loss memory knows what became of it.
  bool measured = false;
  /// Its timeout has passed, and its resolver's health knows it.
  bool missed = false;
};

class query_table {
 public:
  using duration = std::chrono::nanoseconds;

  /// No answer comes later than that from the resolvers that were tried.
  static constexpr duration memory = std::chrono::seconds(20);
  /// A full window at the shortest timeout fills it in less than a second, on a path that answers
  /// nothing; the oldest then goes.
  static constexpr std::size_t queries_max = 256;

  /// Enters a query that leaves now, with an id of its own.
  open_query& add(open_query query, instant now, entropy_port& entropy);
  /// The same name once more, as a query of its own. `first` is one of this table's.
  open_query& add_repeat(open_query& first, instant now, entropy_port& entropy);
  /// The query that an answer from there with this id may belong to.
  open_query* find(std::size_t resolver, std::uint16_t id);
  /// The last one about that fragment or status.
  open_query* last_about(counter message, open_query::subject about, fragment_index index);
  void remove(const open_query& query);

  /// Queries under way.
  std::size_t under_way(duration timeout, instant now) const;
  /// When the next query stops being under way by its timeout.
  std::optional<instant> next_release(duration timeout, instant now) const;
  /// Releases what its timeout has passed for, for good: a timeout that grows later takes nothing
  /// back. Drops what is too old to be answered.
  void expire(duration timeout, instant now);

  auto begin() { return queries_.begin(); }
  auto end() { return queries_.end(); }

 private:
  open_query& enter(open_query query, instant now, entropy_port& entropy);

  std::uint64_t last_ordinal_ = 0;
  std::vector<open_query> queries_;  // in the order of their sending
};

}  // namespace aviary
