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
#include <string>
#include <system_error>
#include <utility>
#include <vector>

// A program that a benchmark starts, watches and ends: what it costs is read off /proc (proc(5)).

namespace aviary {

/// The processor time that a process has used, all its threads together, in seconds. Threads that
/// have ended are not in it. Read from schedstat, which counts nanoseconds; utime and stime count
/// ticks of 10 ms.
inline double processor_seconds(pid_t process) {
  std::uint64_t sum = 0;
  std::error_code gone;
  const auto tasks = std::filesystem::path("/proc") / std::to_string(process) / "task";
  for (const auto& task : std::filesystem::directory_iterator(tasks, gone)) {
    std::uint64_t on_processor = 0;
    std::ifstream(task.path() / "schedstat") >> on_processor;
    sum += on_processor;
  }
  return static_cast<double>(sum) / 1e9;
}

/// The same of a process and its children, all the way down: some servers fork.
inline double processor_seconds_with_children(pid_t process) {
  double sum = processor_seconds(process);
  std::ifstream file("/proc/" + std::to_string(process) + "/task/" + std::to_string(process) +
                     "/children");
  if (!file) std::abort();  // a kernel without CONFIG_PROC_CHILDREN would make them cost nothing
  for (pid_t child; file >> child;) sum += processor_seconds_with_children(child);
  return sum;
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
  /// Runs with what it says in a file, and is not waited for.
  child_program(const std::vector<std::string>& words, const std::filesystem::path& said) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, said.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    id_ = spawn(words, &actions);
    posix_spawn_file_actions_destroy(&actions);
  }
  child_program(const child_program&) = delete;
  child_program& operator=(const child_program&) = delete;
  ~child_program() {
    ::kill(id_, SIGTERM);
    ::waitpid(id_, nullptr, 0);
    if (stderr_ >= 0) ::close(stderr_);
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
