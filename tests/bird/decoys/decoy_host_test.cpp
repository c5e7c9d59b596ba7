#include "bird/decoys/decoy_host.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <filesystem>

#include "tests/bird/decoys/live_decoy.hpp"

namespace aviary {
namespace {

using namespace std::chrono_literals;

TEST(DecoyHost, reads_what_the_program_reports_and_never_blocks) {
  live_decoy decoy;
  EXPECT_EQ(decoy.host().read_report().error(), no_report::none_yet);
  raw_client(decoy.port()).say("GET / HTTP/1.1\r\n");
  const auto made = decoy.next();
  ASSERT_TRUE(made);
  EXPECT_EQ(made->src_host, "127.0.0.1");
  EXPECT_EQ(made->dst_host, "127.0.0.1");
  EXPECT_EQ(made->dst_port, decoy.port());
}

TEST(DecoyHost, clients_wait_while_a_dead_decoy_is_started_again) {
  live_decoy decoy;
  const auto port = decoy.port();
  ::kill(decoy.host().pid(), SIGKILL);
  EXPECT_FALSE(decoy.next());
  EXPECT_EQ(decoy.host().read_report().error(), no_report::ended);
  EXPECT_EQ(decoy.host().ending(), "killed by signal 9 (Killed)");

  const raw_client client(port);
  ASSERT_TRUE(decoy.host().respawn());
  EXPECT_EQ(decoy.port(), port);
  EXPECT_EQ(client.hear("\n"), "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n");
  client.say("SSH-2.0-x\r\n");
  client.say_no_more();
  client.hear_all();
  EXPECT_EQ(decoy.next().value().type, log_types::ssh_client_version);
}

TEST(DecoyHost, the_software_shown_can_be_another) {
  auto host = decoy_host::spawn({.program = decoy_program,
                                 .listen = "127.0.0.1:0",
                                 .host_keys_folder = test_host_keys(),
                                 .software = "OpenSSH_8.4p1 Debian-5+deb11u3"});
  ASSERT_TRUE(host);
  EXPECT_EQ(raw_client(host->port()).hear("\n"), "SSH-2.0-OpenSSH_8.4p1 Debian-5+deb11u3\r\n");
}

TEST(DecoyHost, what_cannot_start_says_why) {
  const auto no_program = decoy_host::spawn(
      {.program = "/nowhere/aviary-decoy", .listen = "127.0.0.1:0", .host_keys_folder = "/"});
  ASSERT_FALSE(no_program);
  EXPECT_EQ(no_program.error().what,
            "/nowhere/aviary-decoy does not start: No such file or directory");

  auto no_keys = decoy_host::spawn(
      {.program = decoy_program, .listen = "127.0.0.1:0", .host_keys_folder = "/nowhere"});
  ASSERT_TRUE(no_keys);  // the program itself finds out, and ends
  EXPECT_TRUE(eventually(60s, [&] { return no_keys->read_report().error() == no_report::ended; }));
  EXPECT_EQ(no_keys->ending(), "ended with status 1");
}

TEST(DecoyHost, the_program_gets_no_descriptor_of_ours_but_two_and_stderr) {
  const unique_fd of_a_library(::open("/dev/null", O_RDONLY));  // stays open over exec
  const unique_fd far(::fcntl(of_a_library.get(), F_DUPFD, 200));
  live_decoy decoy;
  ASSERT_FALSE(decoy.host().respawn().has_error());
  const raw_client client(decoy.port());
  client.hear("\n");  // it is up, and what it was started with is in place
  std::vector<std::string> found;
  const auto folder = "/proc/" + std::to_string(decoy.host().pid()) + "/fd";
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    found.push_back(std::filesystem::read_symlink(entry.path()).string());
  EXPECT_EQ(std::ranges::count(found, "/dev/null"), 2) << testing::PrintToString(found);
}

TEST(DecoyHost, ends_the_program_with_itself) {
  pid_t pid = -1;
  {
    live_decoy decoy;
    pid = decoy.host().pid();
    EXPECT_EQ(::kill(pid, 0), 0);
  }
  EXPECT_NE(::kill(pid, 0), 0);
}

TEST(DecoyHost, a_program_that_is_asked_to_end_tells_what_it_knows_first) {
  live_decoy decoy;
  const raw_client scanner(decoy.port(), "127.0.0.2");
  scanner.say("SSH-2.0-x\r\n");
  scanner.hear("none");  // the decoy's KEXINIT
  decoy.host().ask_to_end();
  EXPECT_EQ(decoy.next().value().type, log_types::ssh_client_version);
  EXPECT_FALSE(decoy.next());
  EXPECT_EQ(decoy.host().ending(), "ended with status 0");
  EXPECT_EQ(scanner.hear_all(), "");
}

// A bird that is killed runs no destructor.
TEST(DecoyHost, the_program_ends_when_its_bird_is_killed) {
  const auto& keys = test_host_keys();
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  const pid_t bird = ::fork();
  if (bird == 0) {
    auto host = decoy_host::spawn(
        {.program = decoy_program, .listen = "127.0.0.1:0", .host_keys_folder = keys});
    const pid_t pid = host ? host->pid() : -1;
    if (::write(pipe[1], &pid, sizeof(pid)) != sizeof(pid)) ::_exit(1);
    ::kill(::getpid(), SIGKILL);
  }
  pid_t decoy = -1;
  ASSERT_EQ(::read(pipe[0], &decoy, sizeof(decoy)), static_cast<ssize_t>(sizeof(decoy)));
  ASSERT_GT(decoy, 0);
  ASSERT_EQ(::waitpid(bird, nullptr, 0), bird);
  // Gone, or a zombie that nobody has waited for.
  EXPECT_TRUE(eventually(60s, [&] {
    std::ifstream file("/proc/" + std::to_string(decoy) + "/stat");
    std::string stat;
    std::getline(file, stat);
    return stat.empty() || stat.find(") Z ") != stat.npos;
  }));
}

}  // namespace
}  // namespace aviary
