#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "messages/bytes.hpp"
#include "messages/time.hpp"
#include "sim/prng.hpp"

// Says at which of the many places where a fault could strike it does. Each place has a name that
// no other place has: the fault, whom it would strike, and the how manieth chance it is. What is
// drawn at a place comes from the seed and that name alone, so a list of places can be cut, and
// those that are left do the same as before. That is what makes a failing world shrink.

namespace aviary {

/// One place at which a fault struck.
struct strike {
  std::string fault;
  std::uint64_t entity = 0;   ///< a bird's ordinal; 0 is the console or the whole world
  std::uint64_t ordinal = 0;  ///< of the chances that this fault had against this entity
  instant at{};               ///< for people; no part of the name
};

class fault_plan;

/// The chances of one fault against one entity, in their order.
class fault_source {
 public:
  /// The next chance. What `between` and `unit` draw then belongs to it.
  bool strikes(double probability);
  std::uint64_t between(std::uint64_t low, std::uint64_t high) { return draws_.between(low, high); }
  double unit() { return draws_.unit(); }
  /// Whom the last strike concerns, and with which message (which may say it, too: then 0); for who
  /// counts. A fault of one entity, or of all birds, need not say it.
  void concerns(std::uint64_t bird, byte_view message = {}) const;

 private:
  friend class fault_plan;
  fault_source(fault_plan& plan, std::string_view fault, std::uint64_t entity);

  fault_plan* plan_;
  std::string fault_;
  std::uint64_t entity_;
  std::uint64_t seed_;
  std::uint64_t chances_ = 0;
  prng draws_{0};
  const std::set<std::uint64_t>* only_ = nullptr;  // when the plan replays
};

class fault_plan {
 public:
  using clock = std::function<instant()>;

  /// Draws from `seed`; or strikes at these places and nowhere else.
  fault_plan(std::uint64_t seed, clock now, const std::vector<strike>* only = nullptr);
  fault_plan(const fault_plan&) = delete;
  fault_plan& operator=(const fault_plan&) = delete;

  /// A plan makes each source once.
  fault_source source(std::string_view fault, std::uint64_t entity = 0) {
    return {*this, fault, entity};
  }
  /// From here on nothing strikes.
  void stop() { stopped_ = true; }
  /// Called at each strike, for a run that may not come to its end.
  void on_strike(std::function<void(const strike&)> hook) { on_strike_.push_back(std::move(hook)); }
  /// Called with what a strike of that fault concerns, when the fault says so; behind `on_strike`.
  using concern =
      std::function<void(std::string_view fault, std::uint64_t bird, byte_view message)>;
  void on_concern(concern hook) { on_concern_ = std::move(hook); }
  /// In the order in which they struck.
  const std::vector<strike>& struck() const { return struck_; }

 private:
  friend class fault_source;

  std::uint64_t seed_;
  clock now_;
  bool replays_ = false;
  bool stopped_ = false;
  std::map<std::pair<std::string, std::uint64_t>, std::set<std::uint64_t>> only_;
  std::vector<strike> struck_;
  std::vector<std::function<void(const strike&)>> on_strike_;
  concern on_concern_;
};

}  // namespace aviary
