#include "sim/network/site_network.hpp"

#include <utility>

namespace aviary {

site_network::line& site_network::line_of(std::uint64_t bird) {
  while (lines_.size() < bird) {
    const std::uint64_t next = lines_.size() + 1;
    lines_.push_back(
        std::make_unique<line>(line{lossy_link(time_, plan_, seed_, "query", next, faults_),
                                    lossy_link(time_, plan_, seed_, "answer", next, faults_),
                                    {}}));
    if (healed_) lines_.back()->up.heal(), lines_.back()->down.heal();
  }
  return *lines_[bird - 1];
}

return_path site_network::path_of(std::uint64_t bird, return_path::transport over) const {
  return_path out;
  for (std::size_t i = 0; i < 4; ++i)
    out.peer[out.peer.size() - 1 - i] = static_cast<std::uint8_t>(bird >> 8 * i);
  out.over = over;
  return out;
}

void site_network::add_resolver(const resolver_profile& profile, const zone_name& zone) {
  resolver_.reset(new resolver{resolver_model(profile, zone, prng(seed_, "resolver")),
                               lossy_link(time_, plan_, seed_, "upstream_query", 0, faults_),
                               lossy_link(time_, plan_, seed_, "upstream_answer", 0, faults_)});
  faults_ = {};
}

void site_network::ask(std::uint64_t bird, byte_view message, return_path::transport over,
                       const answer& back) {
  auto& own = line_of(bird);
  own.last_back = back;
  own.up.carry(message, [this, bird, over, back](byte_view asked) {
    if (!resolver_) return ask_console(bird, asked, over, line_of(bird).down, back);
    perform(resolver_->model.ask(bird, asked, over == return_path::transport::tcp, time_.now()));
  });
}

void site_network::ask_console(std::uint64_t bird, byte_view message, return_path::transport over,
                               lossy_link& down, const answer& back) {
  for (const auto& reads : taps_) reads(bird, message, false);
  console_(message, path_of(bird, over), [this, bird, &down, back](byte_view told) {
    for (const auto& reads : taps_) reads(bird, told, true);
    down.carry(told, back);
  });
}

// -- the resolver ---------------------------------------------------------------------------------

void site_network::perform(const std::vector<resolver_effect>& wanted) {
  for (const auto& one : wanted) {
    if (const auto* query = std::get_if<resolver_effects::ask>(&one)) {
      ask_upstream(*query);
    } else {
      const auto& told = std::get<resolver_effects::answer>(one);
      auto& own = line_of(told.client);
      own.down.carry(told.message, own.last_back);
    }
  }
  arm();
}

void site_network::ask_upstream(const resolver_effects::ask& wanted) {
  const auto over = wanted.over_stream ? return_path::transport::tcp : return_path::transport::udp;
  resolver_->up.carry(wanted.query, [this, over, upstream = wanted.upstream](byte_view asked) {
    ask_console(0, asked, over, resolver_->down, [this, upstream](byte_view told) {
      perform(resolver_->model.answered(upstream, told, time_.now()));
    });
  });
}

void site_network::arm() {
  const auto due = resolver_->model.next_due();
  if (!due || (resolver_->alarm && *resolver_->alarm <= *due)) return;
  resolver_->alarm = due;
  time_.at(*due, [this, due] {
    if (resolver_->alarm != due) return;
    resolver_->alarm.reset();
    perform(resolver_->model.tick(time_.now()));
  });
}

// -- hostile hands --------------------------------------------------------------------------------

void site_network::inject(std::uint64_t bird, byte_view message, const answer& back) {
  if (resolver_) bird = 0;
  console_(message, path_of(bird, return_path::transport::udp), back);
}

void site_network::inject_answer(std::uint64_t bird, byte_view message) {
  if (const auto& back = line_of(bird).last_back) back(message);
}

// -- faults ---------------------------------------------------------------------------------------

void site_network::cut(std::uint64_t bird, instant until) {
  if (bird != 0) return line_of(bird).up.cut(until), line_of(bird).down.cut(until);
  for (auto& each : lines_) each->up.cut(until), each->down.cut(until);
  if (resolver_) resolver_->up.cut(until), resolver_->down.cut(until);
}

void site_network::clog(std::uint64_t bird, instant until) {
  line_of(bird).up.clog(until);
  line_of(bird).down.clog(until);
}

void site_network::heal() {
  healed_ = true;
  for (auto& each : lines_) each->up.heal(), each->down.heal();
  if (resolver_) resolver_->up.heal(), resolver_->down.heal();
}

site_network::totals site_network::count() const {
  totals out;
  for (const auto& each : lines_) {
    out.queries += each->up.sent();
    out.queries_lost += each->up.lost();
    out.answers += each->down.sent();
    out.answers_lost += each->down.lost();
  }
  if (resolver_) {
    out.upstream = resolver_->up.sent();
    out.queries_lost += resolver_->up.lost();
    out.answers_lost += resolver_->down.lost();
  }
  return out;
}

}  // namespace aviary
