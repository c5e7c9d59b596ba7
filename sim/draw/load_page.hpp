#pragma once

#include <string>

#include "sim/load/load_report.hpp"

// The result of a load run as one page, for somebody who has not seen the code: first whether every
// report arrived, then the key figures, plots, how to read them and how to run it again.

namespace aviary {

enum class load_verdict {
  all_arrived,    ///< all in the console once, and each bird knows
  missing,        ///< fewer in the console than birds had stored
  twice,          ///< more in the console than birds had stored
  unconfirmed,    ///< all in the console; not every bird knows
  nothing_stored  ///< there was no report to lose
};

load_verdict verdict_of(const load_report& report);

/// In plain words; begins with what is wrong, if anything is. Plain text.
std::string load_headline(const load_report& report);

/// The command that runs it again, as far as the report knows it.
std::string load_command_line(const load_report& report);

/// The page. Ten minutes of series make less than 300 KB.
std::string load_page(const load_report& report);

}  // namespace aviary
