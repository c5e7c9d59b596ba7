#pragma once

#include <cstddef>

// How often the first attempt at something stays without an answer on this path, judged by what got
// through in the end. What never gets through is not counted: one fragment that a middlebox always
// drops says nothing about the others, and must not make the bird send it more often.

namespace aviary {

class loss_memory {
 public:
  /// Attempts that make an answer this likely are worth sending before the slow rounds begin.
  static constexpr double missed_chance_max = 0.02;
  static constexpr std::size_t quick_attempts_max = 12;
  /// So unlikely must it be that the path merely lost a run of queries, before it counts as dead.
  static constexpr double accident_chance_max = 0.01;
  static constexpr std::size_t dead_after_max = 16;
  /// One loss is an accident.
  static constexpr std::size_t losses_min = 2;
  /// Below that many the path is not known, and a loss may be assumed of it. With a third of the
  /// queries lost, 16 have shown two losses in 99 of 100 cases.
  static constexpr std::size_t known_min = 16;
  /// That many and no loss: the path is likely clean. With a third lost that is so in 4 of 100
  /// cases.
  static constexpr std::size_t clean_min = 8;
  /// After that many the memory is halved: a path changes within minutes.
  static constexpr std::size_t memory_max = 256;

  /// `assumed`: the share that is lost for all that is known at the start; 0 to 1.
  explicit loss_memory(double assumed = 0) : assumed_(assumed) {}

  /// Something got through; `answered`: its first attempt was.
  void got_through(bool answered);

  /// The share of first attempts without an answer; 0 below `losses_min` losses.
  double share_lost() const;
  /// The same, and what is assumed of a path that is not known yet.
  double share_expected() const;
  /// How often a thing may be repeated at the pace of the timeout although nothing else of its
  /// message gets through: 0 on a clean path, at most quick_attempts_max.
  std::size_t quick_attempts() const { return attempts_at(share_expected()); }
  /// The same for the only fragment of a message that does not get through. It may be the one that
  /// something on the way always drops: on a path that seems clean nothing is assumed.
  std::size_t last_quick_attempts() const { return seems_clean() ? 0 : quick_attempts(); }
  /// Queries in a row without an answer that mean more than loss: 1 on a clean path, at most
  /// dead_after_max.
  std::size_t dead_after() const;

 private:
  bool seems_clean() const { return lost_ == 0 && through_ >= clean_min; }
  static std::size_t attempts_at(double share);
  static std::size_t run_of_losses(double share, double chance_max, std::size_t length_max);

  double assumed_;
  std::size_t through_ = 0;
  std::size_t lost_ = 0;
};

}  // namespace aviary
