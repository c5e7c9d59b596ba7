#pragma once

#include <cstdio>
#include <cstdlib>

// The check for our own bugs. It stays on in release builds and ends the process: a wrong state is
// worse than a restart, because after a restart the log replays. What a stranger sent is never
// checked with it.

#define AVIARY_INVARIANT(condition, why)                                                      \
  do {                                                                                        \
    if (!(condition)) {                                                                       \
      std::fprintf(stderr, "invariant broken: %s (%s) at %s:%d\n", why, #condition, __FILE__, \
                   __LINE__);                                                                 \
      std::abort();                                                                           \
    }                                                                                         \
  } while (false)
