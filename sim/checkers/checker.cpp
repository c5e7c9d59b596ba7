#include "sim/checkers/checker.hpp"

#include <algorithm>
#include <array>

#include "sim/checkers/acks_checker.hpp"
#include "sim/checkers/alerts_checker.hpp"
#include "sim/checkers/answers_checker.hpp"
#include "sim/checkers/clones_checker.hpp"
#include "sim/checkers/debts_checker.hpp"
#include "sim/checkers/life_checker.hpp"
#include "sim/checkers/memory_checker.hpp"
#include "sim/checkers/nonces_checker.hpp"
#include "sim/checkers/reconciles_checker.hpp"
#include "sim/checkers/registrations_checker.hpp"
#include "sim/checkers/replay_checker.hpp"
#include "sim/checkers/reports_checker.hpp"

namespace aviary {
namespace {

template <class Checker>
std::unique_ptr<checker> make(const checker_settings&) {
  return std::make_unique<Checker>();
}

constexpr std::array kinds{
    checker_kind{"reports", "every stored report is in exactly one incident",
                 make<reports_checker>},
    checker_kind{"alerts", "every incident raises one alert, always with the same id and body",
                 make<alerts_checker>},
    checker_kind{"acks", "what a bird was told is accepted lies in the console's synced log",
                 make<acks_checker>},
    checker_kind{"nonces", "no key and nonce ever seal two plaintexts",
                 [](const checker_settings& settings) -> std::unique_ptr<checker> {
                   return std::make_unique<nonces_checker>(*zone_name::parse(settings.zone));
                 }},
    checker_kind{"life", "a dead bird is shown alive for at most 3 intervals and 120 s",
                 [](const checker_settings& settings) -> std::unique_ptr<checker> {
                   return std::make_unique<life_checker>(settings.interval);
                 }},
    checker_kind{"registrations", "a bird is registered once under each number",
                 make<registrations_checker>},
    checker_kind{"reconciles", "a bird is asked for its journal for a reason, and once in 24 hours",
                 make<reconciles_checker>},
    checker_kind{"clones", "only a bird that was copied is called a clone", make<clones_checker>},
    checker_kind{"debts", "when the faults stop everybody is up and nobody owes anything",
                 make<debts_checker>},
    checker_kind{"answers", "a bird lets go of a report only for a REPLY to its own request",
                 [](const checker_settings& settings) -> std::unique_ptr<checker> {
                   return std::make_unique<answers_checker>(*zone_name::parse(settings.zone));
                 }},
    checker_kind{"replay", "what a unit holds is what its stream makes of a fresh one",
                 make<replay_checker>},
    checker_kind{"memory", "nothing is held for strangers, and of a bird no more than its share",
                 make<memory_checker>},
};

}  // namespace

std::span<const checker_kind> checker_kinds() {
  return kinds;
}

checker_panel::checker_panel(const checker_settings& settings) {
  for (const auto& kind : kinds) checkers_.push_back(kind.make(settings));
}

bool checker_panel::is_content() const {
  return std::all_of(checkers_.begin(), checkers_.end(),
                     [](const auto& each) { return each->broken_promises().empty(); });
}

bool checker_panel::waits() const {
  return std::ranges::any_of(checkers_, [](const auto& each) { return each->waits(); });
}

std::vector<std::string> checker_panel::broken_promises() const {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < checkers_.size(); ++i)
    for (const auto& what : checkers_[i]->broken_promises())
      out.push_back(std::string(kinds[i].name) + ": " + what);
  return out;
}

}  // namespace aviary
