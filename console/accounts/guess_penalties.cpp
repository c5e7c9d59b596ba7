#include "console/accounts/guess_penalties.hpp"

#include <algorithm>
#include <tuple>

namespace aviary {
namespace {

std::string both(std::string_view source, std::string_view user) {
  return std::string(source) + '\n' + std::string(user);
}

}  // namespace

instant::duration guess_penalties::wait(std::string_view source, std::string_view user,
                                        instant now) const {
  const auto key = both(source, user);
  const auto own = std::max(by_both_.wait(key, now), by_source_.wait(std::string(source), now));
  if (by_both_.was_right(key, now)) return own;
  return std::max(own, by_user_.wait(std::string(user), now));
}

void guess_penalties::note_guess(std::string_view source, std::string_view user, instant now) {
  by_both_.count(both(source, user), now);
  by_source_.count(std::string(source), now);
  by_user_.count(std::string(user), now);
}

void guess_penalties::note_right(std::string_view source, std::string_view user) {
  by_source_.take_back(std::string(source));
  by_user_.take_back(std::string(user));
  by_both_.note_right(both(source, user));
}

void guess_penalties::take_back(std::string_view source, std::string_view user) {
  by_both_.take_back(both(source, user));
  by_source_.take_back(std::string(source));
  by_user_.take_back(std::string(user));
}

// -- one table -----------------------------------------------------------------------------------

instant::duration guess_penalties::table::wait(const std::string& key, instant now) const {
  const auto known = entries_.find(key);
  if (known == entries_.end()) return {};
  const auto& one = known->second;
  if (one.wrong < allowed_.free || now - one.last >= memory) return {};
  constexpr unsigned doublings_max = 20;
  const auto doublings = std::min(one.wrong - allowed_.free, doublings_max);
  const auto whole = std::min(std::chrono::seconds{1} * (1u << doublings), allowed_.longest);
  return std::max(instant::duration{}, one.last + whole - now);
}

void guess_penalties::table::count(const std::string& key, instant now) {
  auto known = entries_.find(key);
  if (known == entries_.end()) {
    if (entries_.size() >= entries_max)
      entries_.erase(std::ranges::min_element(entries_, {}, [](const auto& one) {
        return std::tuple(one.second.was_right, one.second.wrong, one.second.last);
      }));
    known = entries_.emplace(key, entry{}).first;
  }
  auto& one = known->second;
  if (now - one.last >= memory) one = {};
  ++one.wrong;
  one.last = now;
}

void guess_penalties::table::take_back(const std::string& key) {
  const auto known = entries_.find(key);
  if (known != entries_.end() && known->second.wrong > 0) --known->second.wrong;
}

void guess_penalties::table::note_right(const std::string& key) {
  const auto known = entries_.find(key);
  if (known == entries_.end()) return;
  known->second.wrong = 0;
  known->second.was_right = true;
}

bool guess_penalties::table::was_right(const std::string& key, instant now) const {
  const auto known = entries_.find(key);
  return known != entries_.end() && known->second.was_right && now - known->second.last < memory;
}

}  // namespace aviary
