#include "sim/trace/fault_plan.hpp"

namespace aviary {

fault_source::fault_source(fault_plan& plan, std::string_view fault, std::uint64_t entity)
    : plan_(&plan), fault_(fault), entity_(entity), seed_(prng(plan.seed_, fault, entity).next()) {
  static const std::set<std::uint64_t> nowhere;
  if (!plan.replays_) return;
  const auto found = plan.only_.find({fault_, entity});
  only_ = found == plan.only_.end() ? &nowhere : &found->second;
}

bool fault_source::strikes(double probability) {
  const auto ordinal = chances_++;
  draws_ = prng(seed_, {}, ordinal);
  const bool drawn = draws_.chance(probability);
  const bool hit = only_ != nullptr ? only_->contains(ordinal) : drawn;
  if (!hit || plan_->stopped_) return false;
  plan_->struck_.push_back({fault_, entity_, ordinal, plan_->now_()});
  for (const auto& each : plan_->on_strike_) each(plan_->struck_.back());
  return true;
}

void fault_source::concerns(std::uint64_t bird, byte_view message) const {
  if (plan_->on_concern_) plan_->on_concern_(fault_, bird, message);
}

fault_plan::fault_plan(std::uint64_t seed, clock now, const std::vector<strike>* only)
    : seed_(seed), now_(std::move(now)), replays_(only != nullptr) {
  if (replays_)
    for (const auto& one : *only) only_[{one.fault, one.entity}].insert(one.ordinal);
}

}  // namespace aviary
