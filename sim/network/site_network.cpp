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

void site_network::ask(std::uint64_t bird, byte_view message, return_path::transport over,
                       const answer& back) {
  auto& own = line_of(bird);
  own.last_back = back;
  own.up.carry(message, [this, bird, over, back](byte_view asked) {
    for (const auto& reads : taps_) reads(bird, asked, false);
    console_(asked, path_of(bird, over), [this, bird, back](byte_view told) {
      for (const auto& reads : taps_) reads(bird, told, true);
      line_of(bird).down.carry(told, back);
    });
  });
}

void site_network::inject(std::uint64_t bird, byte_view message) {
  console_(message, path_of(bird, return_path::transport::udp), [](byte_view) {});
}

void site_network::inject_answer(std::uint64_t bird, byte_view message) {
  if (const auto& back = line_of(bird).last_back) back(message);
}

// -- faults ---------------------------------------------------------------------------------------

void site_network::cut(std::uint64_t bird, instant until) {
  if (bird != 0) return line_of(bird).up.cut(until), line_of(bird).down.cut(until);
  for (auto& each : lines_) each->up.cut(until), each->down.cut(until);
}

void site_network::clog(std::uint64_t bird, instant until) {
  line_of(bird).up.clog(until);
  line_of(bird).down.clog(until);
}

void site_network::heal() {
  healed_ = true;
  for (auto& each : lines_) each->up.heal(), each->down.heal();
}

site_network::totals site_network::count() const {
  totals out;
  for (const auto& each : lines_) {
    out.queries += each->up.sent();
    out.queries_lost += each->up.lost();
    out.answers += each->down.sent();
    out.answers_lost += each->down.lost();
  }
  return out;
}

}  // namespace aviary
