#pragma once

#include "sim/checkers/checker.hpp"
#include "sim/checkers/nonce_witness.hpp"

// Feeds the NONCE WITNESS with what is on the wire. In a world of thousands it reads along with the
// first hundred birds: what one of them must not do none may, and the rest would cost gigabytes.

namespace aviary {

class nonces_checker final : public checker {
 public:
  static constexpr std::uint64_t birds_watched = 100;

  explicit nonces_checker(const zone_name& zone) : witness_(zone) {}

  void see(const sighting& one) override {
    if (const auto* query = std::get_if<sightings::query_sent>(&one)) {
      if (query->bird <= birds_watched) witness_.asked(query->datagram);
    } else if (const auto* answer = std::get_if<sightings::answer_made>(&one)) {
      if (witness_.replies() < replies_watched) witness_.answered(answer->text);
    } else if (const auto* back = std::get_if<sightings::counters_put_back>(&one)) {
      witness_.put_back(back->bird);
    } else if (const auto* copy = std::get_if<sightings::cloned>(&one)) {
      witness_.share_counters(copy->tag);
    } else if (const auto* lost = std::get_if<sightings::turned>(&one)) {
      // Somebody drives its counters up, and the low halves, which are on the wire, come again.
      witness_.share_counters(lost->tag);
    }
    for (auto& what : witness_.take_broken_promises()) broken(std::move(what));
  }

 private:
  static constexpr std::size_t replies_watched = 200'000;

  nonce_witness witness_;
};

}  // namespace aviary
