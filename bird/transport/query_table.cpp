#include "bird/transport/query_table.hpp"

#include <algorithm>
#include <utility>

namespace aviary {

open_query& query_table::add(open_query query, instant now, entropy_port& entropy) {
  query.name_ordinal = last_ordinal_ + 1;
  query.name_sent_at = now;
  return enter(std::move(query), now, entropy);
}

open_query& query_table::add_repeat(open_query& first, instant now, entropy_port& entropy) {
  first.spent = true;
  first.under_way = false;
  auto query = first;
  query.is_repeat = true;
  query.first_attempt = false;
  query.over_stream = false;
  return enter(std::move(query), now, entropy);
}

open_query& query_table::enter(open_query query, instant now, entropy_port& entropy) {
  if (queries_.size() == queries_max) queries_.erase(queries_.begin());
  do {
    query.id = entropy.draw<std::uint16_t>();
  } while (std::any_of(queries_.begin(), queries_.end(),
                       [&](const auto& other) { return other.id == query.id; }));
  query.ordinal = ++last_ordinal_;
  query.sent_at = now;
  query.under_way = !query.looks_back;
  return queries_.emplace_back(std::move(query));
}

open_query* query_table::find(std::size_t resolver, std::uint16_t id) {
  const auto found = std::find_if(queries_.begin(), queries_.end(), [&](const auto& query) {
    return query.id == id && query.resolver == resolver;
  });
  return found == queries_.end() ? nullptr : &*found;
}

open_query* query_table::last_about(counter message, open_query::subject about,
                                    fragment_index index) {
  const auto found = std::find_if(queries_.rbegin(), queries_.rend(), [&](const auto& query) {
    return query.message == message && query.about == about && query.index == index &&
           !query.looks_back;
  });
  return found == queries_.rend() ? nullptr : &*found;
}

void query_table::remove(const open_query& query) {
  std::erase_if(queries_, [id = query.id](const auto& other) { return other.id == id; });
}

std::size_t query_table::under_way(duration timeout, instant now) const {
  const auto count = std::count_if(queries_.begin(), queries_.end(), [&](const auto& query) {
    return query.under_way && now < query.sent_at + timeout;
  });
  return static_cast<std::size_t>(count);
}

std::optional<instant> query_table::next_release(duration timeout, instant now) const {
  std::optional<instant> next;
  for (const auto& query : queries_) {
    const auto due = query.sent_at + timeout;
    if (query.under_way && now < due && (!next || due < *next)) next = due;
  }
  return next;
}

void query_table::expire(duration timeout, instant now) {
  for (auto& query : queries_)
    if (now >= query.sent_at + timeout) query.under_way = false;
  std::erase_if(queries_, [&](const auto& query) { return now >= query.sent_at + memory; });
}

}  // namespace aviary
