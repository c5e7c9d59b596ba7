#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "sim/coverage/coverage_table.hpp"
#include "sim/coverage/subject_reader.hpp"
#include "sim/world.hpp"

// Watches a world and notes for each strike which bird it met, in which state, over what. It looks
// and changes nothing: a world with a watch has the hash that it has without.
//
// A fault of one bird meets that bird; one of the console or of the site meets all of them, unless
// it says whom (fault_source::concerns).

namespace aviary {

class coverage_watch {
 public:
  /// Before the run. The world keeps the watch as long as it lives itself, and must live for all
  /// but the table.
  static std::shared_ptr<coverage_watch> on(world& where);

  /// Once the run is over, or was broken off.
  const coverage_table& table();

 private:
  explicit coverage_watch(world& where) : world_(where) {}

  /// A message of a bird that is under way.
  struct under_way {
    exchange how = exchange::one_shot;
    instant touched{};
  };
  struct bird_track {
    std::optional<reading_keys> keys;
    std::map<counter_low, under_way> messages;
    bool is_rolled_back = false;
    std::uint64_t unanswered = 0;  // queries since the last answer
    instant last_answer{};
    subject_kind last = subject_kind::nothing;
    instant last_at{};
    instant crashed_at{};
  };

  void see(const sighting& one);
  void note(std::uint64_t bird, const read_subject& seen, bool is_answer);
  void note_last(bird_track& of, subject_kind about);

  void struck(const strike& one);
  void concerns(std::string_view fault, std::uint64_t bird, byte_view message);
  void flush();
  std::vector<coverage_cell> cells_of(const strike& one);
  coverage_cell cell_of(const std::string& fault, std::uint64_t bird);

  exchange state_of(std::uint64_t bird);
  bool owes(std::uint64_t bird);
  const reading_keys* keys_of(bird_tag tag);
  std::uint64_t bird_of(bird_tag tag);

  world& world_;
  std::map<std::uint64_t, bird_track> birds_;
  bird_track console_;
  std::string fault_;                    // of the last strike
  std::vector<coverage_cell> presumed_;  // its cells, until it says whom it concerns
  coverage_table table_;
};

}  // namespace aviary
