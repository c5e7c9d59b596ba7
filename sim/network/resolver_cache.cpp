#include "sim/network/resolver_cache.hpp"

#include <utility>

#include "messages/dns_name.hpp"

namespace aviary {
namespace {

/// Old entries that each new one looks at: more than one, so that the expired ones get fewer.
constexpr int expired_per_entry = 2;

}  // namespace

std::string resolver_cache::key_of(byte_view name, rr_type type) {
  std::string key(name.size() + 2, '\0');
  for (std::size_t i = 0; i < name.size(); ++i) key[i] = static_cast<char>(lower_case(name[i]));
  key[name.size()] = static_cast<char>(static_cast<unsigned>(type) >> 8);
  key[name.size() + 1] = static_cast<char>(static_cast<unsigned>(type) & 0xFF);
  return key;
}

const resolver_cache::entry* resolver_cache::find(std::string_view key, instant now) const {
  const auto found = by_key_.find(key);
  if (found == by_key_.end() || found->second->what.expires <= now) return nullptr;
  return &found->second->what;
}

void resolver_cache::keep(std::string key, entry&& what) {
  const auto now = what.kept_at;
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    const auto old = found->second;
    by_key_.erase(found);
    entries_.erase(old);
  }
  entries_.push_back({std::move(key), std::move(what)});
  by_key_.emplace(entries_.back().key, std::prev(entries_.end()));
  for (int i = 0; i < expired_per_entry && entries_.front().what.expires <= now; ++i)
    forget_oldest();
  if (entries_.size() > entries_max_) forget_oldest();
}

void resolver_cache::forget_oldest() {
  by_key_.erase(entries_.front().key);
  entries_.pop_front();
}

}  // namespace aviary
