#include "sim/trace/isolated_run.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <sstream>

#include "actors/system_clock.hpp"
#include "messages/invariant.hpp"
#include "sim/coverage/coverage_watch.hpp"
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

std::string line_of(const coverage_cell& cell, std::uint64_t times) {
  return "cell " + std::to_string(times) + ' ' + std::to_string(static_cast<unsigned>(cell.state)) +
         ' ' + std::to_string(static_cast<unsigned>(cell.about)) + ' ' + cell.fault;
}

coverage_table table_of(const std::vector<std::string>& cells) {
  coverage_table out;
  for (const auto& line : cells) {
    std::istringstream words(line);
    std::string word, fault;
    std::uint64_t times = 0;
    unsigned state = 0, about = 0;
    words >> word >> times >> state >> about >> fault;
    out.add({fault, static_cast<exchange>(state), static_cast<subject_kind>(about)}, times);
  }
  return out;
}

/// The child's whole life.
[[noreturn]] void run_here(const trace& one, bool only, int out, bool watched) {
  ::dup2(out, STDERR_FILENO);
  auto made = only ? std::make_unique<world>(one.options, one.strikes)
                   : std::make_unique<world>(one.options);
  made->plan().on_strike([out](const strike& each) { write_line(out, line_of(each)); });
  const auto watch = watched ? coverage_watch::on(*made) : nullptr;
  const auto told = made->run();
  write_line(out, "hash " + told.hash);
  write_line(out, "counts " + std::to_string(told.reports) + ' ' + std::to_string(told.alerts) +
                      ' ' + std::to_string(told.crashes) + ' ' + std::to_string(told.steps) + ' ' +
                      std::to_string(told.hostile_steps));
  if (watch)
    for (const auto& [cell, times] : watch->table().all()) write_line(out, line_of(cell, times));
  for (const auto& promise : told.broken_promises) write_line(out, "broken " + promise);
  write_line(out, "over");
  std::_Exit(0);
}

isolated_outcome understand(const std::string& told, bool in_time) {
  isolated_outcome out;
  bool over = false;
  std::istringstream lines(told);
  std::vector<std::string> said, cells;
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
      words >> out.reports >> out.alerts >> out.crashes >> out.steps >> out.hostile_steps;
    } else if (word == "cell") {
      cells.push_back(line);
    } else if (word == "broken") {
      out.how = fate::broken;
      out.why.push_back(line.substr(word.size() + 1));
    } else if (word == "over") {
      over = true;
    } else {
      said.push_back(line);
    }
  }
  out.cells = table_of(cells);
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

// -- the process ----------------------------------------------------------------------------------

isolated_run::isolated_run(const trace& one, bool only, std::chrono::seconds patience, bool watched)
    : deadline_(system_clock_port{}.now() + patience) {
  int pipes[2];
  AVIARY_INVARIANT(::pipe(pipes) == 0, "there are pipes");
  std::fflush(nullptr);
  process_ = ::fork();
  AVIARY_INVARIANT(process_ >= 0, "there are processes");
  if (process_ == 0) {
    ::close(pipes[0]);
    run_here(one, only, pipes[1], watched);
  }
  ::close(pipes[1]);
  words_ = pipes[0];
}

isolated_run::~isolated_run() {
  in_time_ = false;
  end();
}

std::chrono::milliseconds isolated_run::time_left() const {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline_ - system_clock_port{}.now());
  return std::max(left, std::chrono::milliseconds(0));
}

bool isolated_run::listen() {
  in_time_ = time_left().count() > 0;
  pollfd waits{words_, POLLIN, 0};
  if (!in_time_) return true;
  if (::poll(&waits, 1, 0) <= 0) return false;
  char some[65'536];
  const auto count = ::read(words_, some, sizeof some);
  if (count <= 0) return true;
  told_.append(some, static_cast<std::size_t>(count));
  return false;
}

isolated_outcome isolated_run::outcome() {
  end();
  return understand(told_, in_time_);
}

void isolated_run::end() {
  if (process_ < 0) return;
  ::close(words_);
  if (!in_time_) ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  process_ = words_ = -1;
}

isolated_outcome run_isolated(const trace& one, bool only, std::chrono::seconds patience) {
  isolated_run run(one, only, patience);
  while (!run.listen()) {
    pollfd waits{run.words(), POLLIN, 0};
    ::poll(&waits, 1, static_cast<int>(run.time_left().count()));
  }
  return run.outcome();
}

}  // namespace aviary
