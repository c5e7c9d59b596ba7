#include "bird/decoys/decoy_host.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "bird/decoys/listen_address.hpp"
#include "bird/decoys/process_end.hpp"
#include "messages/limits.hpp"

namespace aviary {
namespace {

// The numbers that the program finds its descriptors under.
constexpr int listen_fd_number = 3;
constexpr int report_fd_number = 4;

struct inherited_fd {
  int ours;
  int theirs;
};

// posix_spawn and not fork: the caller may have threads and an open log. The program starts with
// default signals, an empty environment, and of our descriptors only stderr and `inherited`.
result<pid_t, failure> start(const std::vector<std::string>& words,
                             const std::vector<inherited_fd>& inherited) {
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  char* no_environment = nullptr;

  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  int unused = STDERR_FILENO + 1;
  for (const auto& [ours, theirs] : inherited) {
    ::posix_spawn_file_actions_adddup2(&actions, ours, theirs);
    unused = theirs + 1;
  }
  // Libraries open sockets that would stay open over exec (Asio's all do): none is for a decoy.
  ::posix_spawn_file_actions_addclosefrom_np(&actions, unused);

  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t signals;
  ::sigemptyset(&signals);
  ::posix_spawnattr_setsigmask(&attributes, &signals);
  ::sigfillset(&signals);
  ::posix_spawnattr_setsigdefault(&attributes, &signals);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, words.front().c_str(), &actions, &attributes,
                                  arguments.data(), &no_environment);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    return failure{words.front() + " does not start: " + std::strerror(error),
                   "install aviary-decoy beside the bird's own program"};
  return pid;
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

// The kill makes sure that it ends; a program that is ending already does not feel it.
int end(pid_t pid) {
  ::kill(pid, SIGKILL);
  return wait_for(pid);
}

// Above the numbers that the program gets its descriptors under, so that none is overwritten.
unique_fd above(int fd) {
  return unique_fd(::fcntl(fd, F_DUPFD_CLOEXEC, report_fd_number + 1));
}

}  // namespace

std::string_view describe(no_report why) {
  return why == no_report::ended ? "the decoy has ended" : "no report is waiting";
}

result<decoy_host, failure> decoy_host::spawn(decoy_config config) {
  auto listener = listen_on(config.listen);
  if (!listener) return listener.error();
  decoy_host host(std::move(config), above(listener->get()));
  if (auto started = host.respawn(); !started) return started.error();
  return host;
}

decoy_host::decoy_host(decoy_host&& other) noexcept
    : config_(std::move(other.config_)),
      listener_(std::move(other.listener_)),
      reports_(std::move(other.reports_)),
      pid_(std::exchange(other.pid_, -1)),
      ending_(std::move(other.ending_)) {}

decoy_host& decoy_host::operator=(decoy_host&& other) noexcept {
  std::swap(config_, other.config_);
  std::swap(listener_, other.listener_);
  std::swap(reports_, other.reports_);
  std::swap(pid_, other.pid_);
  std::swap(ending_, other.ending_);
  return *this;
}

decoy_host::~decoy_host() {
  stop();
}

result<void, failure> decoy_host::respawn() {
  stop();
  std::array<int, 2> pair{-1, -1};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) != 0)
    return failure{std::string("no socket for a decoy's reports: ") + std::strerror(errno),
                   "look at the limit on open files"};
  unique_fd ours(pair[0]);
  const unique_fd low(pair[1]);
  const auto theirs = above(low.get());
  std::vector<std::string> words{config_.program, config_.service,
                                 "--listen-fd",   std::to_string(listen_fd_number),
                                 "--report-fd",   std::to_string(report_fd_number),
                                 "--host-keys",   config_.host_keys_folder};
  if (!config_.software.empty()) words.insert(words.end(), {"--software", config_.software});
  const auto started =
      start(words, {{listener_.get(), listen_fd_number}, {theirs.get(), report_fd_number}});
  if (!started) return started.error();
  pid_ = *started;
  reports_ = std::move(ours);
  ending_.clear();
  return {};
}

std::uint16_t decoy_host::port() const {
  sockaddr_storage own{};
  socklen_t octets = sizeof(own);
  ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&own), &octets);
  // The port stands at the same place for both families.
  return ntohs(reinterpret_cast<const sockaddr_in&>(own).sin_port);
}

result<std::string, no_report> decoy_host::read_report() {
  if (!reports_.open()) return no_report::ended;
  std::string text(message_octets_max, '\0');
  const auto got = ::recv(reports_.get(), text.data(), text.size(), MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return no_report::none_yet;
  if (got <= 0) {
    // The program holds the other end as long as it lives; a datagram is never empty.
    reports_.reset();
    ending_ = describe_end(end(std::exchange(pid_, -1)));
    return no_report::ended;
  }
  text.resize(static_cast<std::size_t>(got));
  return text;
}

void decoy_host::ask_to_end() {
  if (pid_ >= 0) ::kill(pid_, SIGTERM);
}

void decoy_host::stop() {
  reports_.reset();
  if (pid_ >= 0) end(std::exchange(pid_, -1));
}

result<void, failure> make_decoy_host_keys(const std::string& program, const std::string& folder) {
  const auto started = start({program, "ssh-host-keys", folder}, {});
  if (!started) return started.error();
  if (const int status = wait_for(*started); status != 0)
    return failure{
        "no host keys for the decoy in " + folder + ": aviary-decoy " + describe_end(status),
        "its reason stands above"};
  return {};
}

}  // namespace aviary
