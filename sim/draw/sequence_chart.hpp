#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "messages/time.hpp"

// What went between some nodes, and what happened on each of them, as plain data. text_chart.hpp
// and svg_chart.hpp draw it. Lanes are for example "decoy", "bird", "resolver", "console",
// "webhook". Texts may hold any octets.

namespace aviary {

/// As many lanes as 100 columns of text can hold beside each other.
constexpr std::size_t chart_lanes_max = 10;

/// Something on its way from one lane to another.
struct chart_arrow {
  instant sent;
  std::optional<instant> arrived;  ///< nothing: lost on the way
  std::size_t from = 0, to = 0;    ///< lanes
  std::string label;
  std::string detail;      ///< second line, may be empty
  bool duplicate = false;  ///< the same again
};

/// Something that happens on one lane.
struct chart_mark {
  instant at;
  std::size_t lane = 0;
  std::string label;
  enum class kind { note, stored, crash, restart, timer } what = kind::note;
};

/// In any order of time; what happens at one instant in the order in which it happened.
struct sequence_chart {
  std::string title, subtitle;
  std::vector<std::string> lanes;
  std::vector<chart_arrow> arrows;
  std::vector<chart_mark> marks;
};

}  // namespace aviary
