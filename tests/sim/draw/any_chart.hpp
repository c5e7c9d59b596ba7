#pragma once

#include <rapidcheck.h>

#include <string>

#include "sim/draw/sequence_chart.hpp"

namespace aviary::samples {

/// Words, octets, nothing, or much too much.
inline std::string any_label() {
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      return "fragment " + std::to_string(*rc::gen::inRange(0, 5000));
    case 1:
      return *rc::gen::arbitrary<std::string>();
    case 2:
      return {};
    default:
      return std::string(*rc::gen::inRange<std::size_t>(0, 300),
                         *rc::gen::element('x', ' ', '\xff'));
  }
}

/// Anything between any lanes at any time, in no order.
inline sequence_chart any_chart() {
  sequence_chart out;
  out.title = any_label();
  out.subtitle = any_label();
  const auto lanes = *rc::gen::inRange<std::size_t>(0, chart_lanes_max + 1);
  for (std::size_t i = 0; i < lanes; ++i) out.lanes.push_back(any_label());
  if (lanes == 0) return out;
  const auto lane = [&] { return *rc::gen::inRange<std::size_t>(0, lanes); };
  const auto time = [] { return std::chrono::microseconds(*rc::gen::inRange(0, 2000000)); };
  const auto arrows = *rc::gen::inRange(0, 12);
  for (int i = 0; i < arrows; ++i) {
    chart_arrow arrow{instant(time()), {}, lane(), lane(), any_label(), any_label(), false};
    if (*rc::gen::arbitrary<bool>()) arrow.arrived = arrow.sent + time() * *rc::gen::inRange(0, 2);
    arrow.duplicate = *rc::gen::arbitrary<bool>();
    out.arrows.push_back(std::move(arrow));
  }
  const auto marks = *rc::gen::inRange(0, 8);
  for (int i = 0; i < marks; ++i)
    out.marks.push_back({instant(time()), lane(), any_label(),
                         *rc::gen::element(chart_mark::kind::note, chart_mark::kind::stored,
                                           chart_mark::kind::crash, chart_mark::kind::restart,
                                           chart_mark::kind::timer)});
  return out;
}

}  // namespace aviary::samples
