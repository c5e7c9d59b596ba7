#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

// A program that a benchmark starts, watches and ends: what it costs is read off /proc (proc(5)).

namespace aviary {

/// The processor time that a process has used, all its threads together, in seconds.
inline double processor_seconds(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  unsigned long user = 0, system = 0;
  // Field 14 and 15; the second field, a name in parentheses, may hold anything.
  std::sscanf(text.c_str() + text.rfind(')') + 1,
              " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
  return static_cast<double>(user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

inline double resident_mib(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("VmRSS:")) return std::strtod(line.c_str() + 6, nullptr) / 1024;
  return 0;
}

class child_program {
 public:
  /// Runs until it says "ready" on stderr; ends the benchmark when it does not.
  explicit child_program(const std::vector<std::string>& words) {
    int pipe_ends[2];
    if (::pipe2(pipe_ends, O_CLOEXEC) != 0) std::abort();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], 2);
    id_ = spawn(words, &actions);
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe_ends[1]);
    stderr_ = pipe_ends[0];
    await_ready(words.front());
  }
  child_program(const child_program&) = delete;
  child_program& operator=(const child_program&) = delete;
  ~child_program() {
    ::kill(id_, SIGTERM);
    ::waitpid(id_, nullptr, 0);
    ::close(stderr_);
  }

  pid_t id() const { return id_; }

  /// Runs a program to its end and returns what it wrote to stdout.
  static std::string output_of(const std::vector<std::string>& words) {
    int pipe_ends[2];
    if (::pipe2(pipe_ends, O_CLOEXEC) != 0) std::abort();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], 1);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    const auto process = spawn(words, &actions);
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe_ends[1]);
    std::string out;
    char octets[4096];
    for (ssize_t got = 0; (got = ::read(pipe_ends[0], octets, sizeof octets)) > 0;)
      out.append(octets, static_cast<std::size_t>(got));
    ::close(pipe_ends[0]);
    int status = 0;
    ::waitpid(process, &status, 0);
    if (status != 0) {
      std::fprintf(stderr, "%s %s failed\n", words[0].c_str(), words[1].c_str());
      std::exit(1);
    }
    return out;
  }

 private:
  static pid_t spawn(const std::vector<std::string>& words, posix_spawn_file_actions_t* actions) {
    std::vector<char*> arguments;
    for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    pid_t process = -1;
    if (::posix_spawn(&process, words.front().c_str(), actions, nullptr, arguments.data(),
                      environ) != 0) {
      std::perror(words.front().c_str());
      std::exit(1);
    }
    return process;
  }

  void await_ready(const std::string& name) {
    std::string said;
    char octet = 0;
    while (said.find("ready\n") == said.npos && ::read(stderr_, &octet, 1) == 1) said += octet;
    if (said.find("ready\n") != said.npos) return;
    std::fprintf(stderr, "%s did not start:\n%s", name.c_str(), said.c_str());
    std::exit(1);
  }

  pid_t id_ = -1;
  int stderr_ = -1;
};

}  // namespace aviary
