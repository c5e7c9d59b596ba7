#include "sim/trace/isolated_run.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <sstream>

#include "actors/system_clock.hpp"
#include "messages/invariant.hpp"
#include "sim/world.hpp"

namespace aviary {
namespace {

using fate = isolated_outcome::fate;

void write_line(int out, const std::string& line) {
  const auto whole = line + '\n';
  for (std::size_t done = 0; done < whole.size();) {
    const auto now = ::write(out, whole.data() + done, whole.size() - done);
    if (now <= 0) std::_Exit(2);
    done += static_cast<std::size_t>(now);
  }
}

std::string line_of(const strike& one) {
  return "strike " + std::to_string((one.at - instant{}).count()) + ' ' + one.fault + ' ' +
         std::to_string(one.entity) + ' ' + std::to_string(one.ordinal);
}

/// The child's whole life.
[[noreturn]] void run_here(const trace& one, bool only, int out) {
  ::dup2(out, STDERR_FILENO);
  auto made = only ? std::make_unique<world>(one.options, one.strikes)
                   : std::make_unique<world>(one.options);
  made->plan().on_strike([out](const strike& each) { write_line(out, line_of(each)); });
  const auto told = made->run();
  write_line(out, "hash " + told.hash);
  write_line(out, "counts " + std::to_string(told.reports) + ' ' + std::to_string(told.alerts) +
                      ' ' + std::to_string(told.crashes) + ' ' + std::to_string(told.steps));
  for (const auto& promise : told.broken_promises) write_line(out, "broken " + promise);
  write_line(out, "over");
  std::_Exit(0);
}

/// What the child wrote; without its end when the time was over.
std::string listen_to(int in, std::chrono::seconds patience, bool& in_time) {
  std::string out;
  const system_clock_port clock;
  const auto end = clock.now() + patience;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - clock.now());
    pollfd waits{in, POLLIN, 0};
    in_time = left.count() > 0 && ::poll(&waits, 1, static_cast<int>(left.count())) > 0;
    if (!in_time) return out;
    char some[65'536];
    const auto count = ::read(in, some, sizeof some);
    if (count <= 0) return out;
    out.append(some, static_cast<std::size_t>(count));
  }
}

isolated_outcome understand(const std::string& told, bool in_time) {
  isolated_outcome out;
  bool over = false;
  std::istringstream lines(told);
  std::vector<std::string> said;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string word;
    words >> word;
    if (word == "strike") {
      strike one;
      std::int64_t at = 0;
      words >> at >> one.fault >> one.entity >> one.ordinal;
      one.at = instant(std::chrono::nanoseconds(at));
      out.strikes.push_back(std::move(one));
    } else if (word == "hash") {
      words >> out.hash;
    } else if (word == "counts") {
      words >> out.reports >> out.alerts >> out.crashes >> out.steps;
    } else if (word == "broken") {
      out.how = fate::broken;
      out.why.push_back(line.substr(word.size() + 1));
    } else if (word == "over") {
      over = true;
    } else {
      said.push_back(line);
    }
  }
  if (over) return out;
  out.how = in_time ? fate::aborted : fate::hung;
  out.why =
      in_time ? std::move(said) : std::vector<std::string>{"the world does not come to an end"};
  if (out.why.empty()) out.why.emplace_back("the process died without a word");
  return out;
}

}  // namespace

std::string isolated_outcome::kind() const {
  switch (how) {
    case fate::kept:
      return "kept";
    case fate::broken:
      return why.front().substr(0, why.front().find(':'));
    case fate::aborted:
      return "aborted: " + why.front();
    case fate::hung:
      return "hung";
  }
  return {};
}

isolated_outcome run_isolated(const trace& one, bool only, std::chrono::seconds patience) {
  int pipes[2];
  AVIARY_INVARIANT(::pipe(pipes) == 0, "there are pipes");
  std::fflush(nullptr);
  const auto child = ::fork();
  AVIARY_INVARIANT(child >= 0, "there are processes");
  if (child == 0) {
    ::close(pipes[0]);
    run_here(one, only, pipes[1]);
  }
  ::close(pipes[1]);
  bool in_time = true;
  const auto told = listen_to(pipes[0], patience, in_time);
  ::close(pipes[0]);
  if (!in_time) ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  return understand(told, in_time);
}

}  // namespace aviary
