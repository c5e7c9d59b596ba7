#pragma once

#include <curl/curl.h>

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>

// What goes wrong with a DNS server over HTTPS, in words, and when to say it: each trouble once,
// until it is over. A site's log gets a line about it and not one for each query.

namespace aviary {

struct doh_fault {
  /// The same for the same trouble; curl's words hold milliseconds and differ each time.
  std::string kind;
  /// Follows the server's URL and says what to do.
  std::string text;
  /// The server says that it has too much to do, or fails itself: to the sender that is what a
  /// resolver's SERVFAIL is, and no loss that would have it ask more often.
  bool refuses = false;
};

/// A DNS message that comes over HTTPS is no longer than this, or it is a fault: more than any that
/// is meant for a bird.
inline constexpr std::size_t doh_answer_octets_max = 4096;

/// What is wrong with a whole HTTP answer: its status, its type (RFC 9110 section 8.3.1), the size
/// of its body.
std::optional<doh_fault> fault_of_answer(long status, std::string_view type, std::size_t octets);

/// What is wrong with a transfer that did not come to its end. `detail`: curl's own words for it,
/// which may be missing.
doh_fault fault_of_transfer(CURLcode outcome, std::string_view detail);

class doh_troubles {
 public:
  /// A trouble is over after so many answers in a row: a server that fails each other time would
  /// otherwise fill the log.
  static constexpr std::size_t answers_until_over = 5;

  /// What to say about a query that failed; nothing when it has been said.
  std::optional<std::string> failed(const doh_fault& fault);
  /// Whether the answer just got ends a trouble that was told.
  bool answered();

 private:
  std::set<std::string> told_;
  std::size_t in_a_row_ = 0;
};

}  // namespace aviary
