#include "bird/decoys/worker/confinement.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <functional>
#include <iterator>

namespace aviary {
namespace {

constexpr int not_confined = 99;

// How a process ends that is confined and then does something.
int status_after(const std::function<bool()>& deed) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (!confine_worker()) ::_exit(not_confined);
    ::_exit(deed() ? 0 : 1);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return status;
}

bool killed_by(int status, int signal) {
  return WIFSIGNALED(status) && WTERMSIG(status) == signal;
}

TEST(Confinement, a_worker_can_talk_on_the_sockets_that_it_has) {
  int pair[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  const auto status = status_after([&] {
    char octet = 'x';
    return ::send(pair[0], &octet, 1, 0) == 1 && ::recv(pair[1], &octet, 1, 0) == 1;
  });
  EXPECT_EQ(status, 0);
}

TEST(Confinement, a_worker_opens_no_file_and_lives_on) {
  EXPECT_EQ(status_after([] { return ::open("/etc/passwd", O_RDONLY) < 0 && errno == EACCES; }), 0);
  EXPECT_EQ(status_after([] { return ::access("/etc/ssh/moduli", R_OK) != 0; }), 0);
}

TEST(Confinement, whatever_a_parser_has_no_business_with_ends_it) {
  const std::vector<std::function<bool()>> deeds{
      [] { return ::socket(AF_INET, SOCK_STREAM, 0) >= 0; },
      [] { return ::fork() >= 0; },
      [] { return ::execl("/bin/true", "true", nullptr) == 0; },
      [] { return ::kill(::getppid(), 0) == 0; },
      [] { return ::unlink("/nothing") == 0; },
      [] { return ::setuid(0) == 0; },
      [] {
        return ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
      },
      [] {
        void* page =
            ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        return ::mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
      },
  };
  for (std::size_t i = 0; i < deeds.size(); ++i)
    EXPECT_TRUE(killed_by(status_after(deeds[i]), SIGSYS)) << "deed " << i;
}

TEST(Confinement, a_worker_cannot_take_the_device_s_time) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (!confine_worker({.cpu_seconds = 1})) ::_exit(not_confined);
    for (volatile unsigned spin = 0;;) spin = spin + 1;
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(killed_by(status, SIGXCPU) || killed_by(status, SIGKILL));
}

TEST(Confinement, privileges_are_given_up_for_good) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (!give_up_privileges()) ::_exit(not_confined);
    const bool root = ::geteuid() == 0 || ::setuid(0) == 0;
    std::ifstream file("/proc/self/status");
    const std::string status{std::istreambuf_iterator<char>(file), {}};
    const auto is_zero = [&](const std::string& name) {
      return status.find(name + ":\t0000000000000000\n") != status.npos;
    };
    ::_exit(!root && is_zero("CapPrm") && is_zero("CapEff") && is_zero("CapAmb") ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace aviary
