#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "console/dns/answer_slots.hpp"
#include "sim/network/lossy_link.hpp"
#include "sim/network/resolver_model.hpp"
#include "sim/network/resolver_profile.hpp"

// The way from the birds of a site to the console's port 53 and back. Each bird has a link in each
// direction. Without a resolver these lead to the console and have the world's losses; with one
// they lead to it and lose nothing by themselves, and its own two links to the console lose.

namespace aviary {

class site_network {
 public:
  using answer = lossy_link::arrival;
  /// Takes a DNS message to the console; `back` is called at most once.
  using port_53 = std::function<void(byte_view message, const return_path& from, answer back)>;

  site_network(timeline& time, fault_plan& plan, std::uint64_t seed, const link_faults& faults)
      : time_(time), plan_(plan), seed_(seed), faults_(faults) {}

  /// Before the first query: the site has a resolver of that kind.
  void add_resolver(const resolver_profile& profile, const zone_name& zone);

  void connect(port_53 console) { console_ = std::move(console); }

  /// A bird asks. `back` is called for each answer that comes through, a doubled one twice.
  void ask(std::uint64_t bird, byte_view message, return_path::transport over, const answer& back);

  // -- faults -------------------------------------------------------------------------------------

  /// Nothing of that bird comes through until then; of nobody for bird 0.
  void cut(std::uint64_t bird, instant until);
  /// What is under way waits until then.
  void clog(std::uint64_t bird, instant until);
  void heal();

  /// A bird's link to the console, or to its resolver, and the one back.
  lossy_link& up_of(std::uint64_t bird) { return line_of(bird).up; }
  lossy_link& down_of(std::uint64_t bird) { return line_of(bird).down; }

  /// Reads along: each message that arrives at the console, and each answer that leaves it.
  using tap = std::function<void(std::uint64_t bird, byte_view message, bool is_answer)>;
  void on_message(tap reads) { taps_.push_back(std::move(reads)); }
  /// Hands the console a message as if that bird had sent it. Its answer goes to whoever did, past
  /// all links.
  void inject(
      std::uint64_t bird, byte_view message, const answer& back = [](byte_view) {});
  /// Hands the bird a message as if its resolver had sent it, when it has asked before.
  void inject_answer(std::uint64_t bird, byte_view message);

  struct totals {
    std::uint64_t queries = 0;  ///< that birds sent
    std::uint64_t queries_lost = 0;
    std::uint64_t answers = 0;
    std::uint64_t answers_lost = 0;
    std::uint64_t upstream = 0;  ///< queries of the resolver to the console
  };
  totals count() const;

 private:
  struct line {
    lossy_link up;
    lossy_link down;
    answer last_back;
  };
  /// The resolver, and its way to the console.
  struct resolver {
    resolver_model model;
    lossy_link up;
    lossy_link down;
    std::optional<instant> alarm{};
  };
  line& line_of(std::uint64_t bird);
  void ask_console(std::uint64_t bird, byte_view message, return_path::transport over,
                   lossy_link& down, const answer& back);
  void perform(const std::vector<resolver_effect>& wanted);
  void ask_upstream(const resolver_effects::ask& wanted);
  void arm();
  return_path path_of(std::uint64_t bird, return_path::transport over) const;

  timeline& time_;
  fault_plan& plan_;
  std::uint64_t seed_;
  link_faults faults_;
  port_53 console_;
  std::vector<tap> taps_;
  bool healed_ = false;
  std::vector<std::unique_ptr<line>> lines_;  // by ordinal less one
  std::unique_ptr<resolver> resolver_;
};

}  // namespace aviary
