#include "actors/system_clock.hpp"

#include <time.h>

#include <charconv>
#include <chrono>
#include <fstream>
#include <string>

#include "messages/invariant.hpp"

namespace aviary {
namespace {

std::chrono::nanoseconds read_clock(clockid_t which) {
  timespec time{};
  AVIARY_INVARIANT(clock_gettime(which, &time) == 0, "Linux has these clocks");
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

/// The first 64 bits of the boot id, or 1 where there is none: then instants of two boots look
/// alike, and a report's age may be wrong after a power cut. Nothing else rests on it.
std::uint64_t read_machine_boot() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string text;
  std::getline(file, text);
  std::erase(text, '-');
  std::uint64_t out = 0;
  std::from_chars(text.data(), text.data() + std::min<std::size_t>(text.size(), 16), out, 16);
  return out == 0 ? 1 : out;
}

}  // namespace

system_clock_port::system_clock_port() : machine_boot_(read_machine_boot()) {}

instant system_clock_port::now() const {
  return instant(read_clock(CLOCK_BOOTTIME));
}

wall_time system_clock_port::wall_now() const {
  return wall_time(std::chrono::floor<std::chrono::milliseconds>(read_clock(CLOCK_REALTIME)));
}

}  // namespace aviary
