#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "messages/time.hpp"

// Makes guessing passwords slow (docs/ACCOUNTS.md, Guessing). Wrong guesses are counted by source
// and user, by source, and by user; beyond what is free, the next one has to wait, twice as long
// each time. A source is whatever text names it: an IPv4 address, or the /64 of an IPv6 one.
//
// Each of the three tables is bounded. What has fewest wrong guesses goes first, so nobody pushes
// his own out by guessing at names that nobody has.

namespace aviary {

class guess_penalties {
 public:
  /// How long that source must wait before it may guess at that user; zero when it may now.
  instant::duration wait(std::string_view source, std::string_view user, instant now) const;
  /// Before it is known whether the guess is right: of many at once each counts.
  void note_guess(std::string_view source, std::string_view user, instant now);
  /// It was right: it does not count, and source and user together start afresh. Each of them alone
  /// does not, or whoever has an account could go on guessing at others. From there the user does
  /// not wait for what others guess.
  void note_right(std::string_view source, std::string_view user);
  /// Nobody looked at it: it does not count.
  void take_back(std::string_view source, std::string_view user);

  static constexpr std::chrono::hours memory{24};  ///< since the last guess
  static constexpr std::size_t entries_max = 4096;

 private:
  struct limit {
    unsigned free;
    std::chrono::seconds longest;
  };
  struct entry {
    unsigned wrong = 0;
    bool was_right = false;
    instant last{};
  };
  class table {
   public:
    explicit table(limit allowed) : allowed_(allowed) {}
    instant::duration wait(const std::string& key, instant now) const;
    void count(const std::string& key, instant now);
    void take_back(const std::string& key);
    void note_right(const std::string& key);
    bool was_right(const std::string& key, instant now) const;

   private:
    limit allowed_;
    std::map<std::string, entry> entries_;
  };

  table by_both_{{5, std::chrono::minutes{15}}};
  table by_source_{{20, std::chrono::minutes{15}}};
  table by_user_{{50, std::chrono::minutes{1}}};
};

}  // namespace aviary
