#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <iterator>

#include "tests/bird/decoys/live_decoy.hpp"

namespace aviary {
namespace {

struct run_result {
  int status;
  std::string output;
};

// With both outputs in one.
run_result run(const std::string& arguments) {
  std::FILE* output = ::popen((decoy_program + " " + arguments + " 2>&1").c_str(), "r");
  std::string text;
  for (int c = std::fgetc(output); c != EOF; c = std::fgetc(output)) text += static_cast<char>(c);
  return {WEXITSTATUS(::pclose(output)), text};
}

TEST(DecoyMain, help_says_who_starts_it_and_how_to_try_it_out) {
  const auto [status, help] = run("--help");
  EXPECT_EQ(status, 0);
  EXPECT_NE(help.find("The bird starts this program itself"), help.npos);
  EXPECT_NE(run("ssh --help").output.find("--listen"), help.npos);
}

TEST(DecoyMain, an_error_comes_with_what_to_do_next) {
  const auto [status, text] = run("ssh --listen 127.0.0.1:0 --host-keys /nowhere");
  EXPECT_EQ(status, 1);
  EXPECT_EQ(text,
            "aviary-decoy: no host key can be read from /nowhere/ssh_host_rsa_key\n"
            "  make the keys with: aviary-decoy ssh-host-keys /nowhere\n");
  EXPECT_NE(run("ssh --host-keys /nowhere").status, 0);
  EXPECT_NE(run("ssh --listen nonsense --host-keys " + test_host_keys()).status, 0);
  EXPECT_NE(
      run("ssh --listen 127.0.0.1:0 --personality vax --host-keys " + test_host_keys()).status, 0);
}

TEST(DecoyMain, by_hand_it_prints_reports_as_lines) {
  // A port that was free a moment ago.
  std::uint16_t port = 0;
  {
    const live_decoy decoy;
    port = decoy.port();
  }
  const auto command = "exec " + decoy_program + " ssh --listen 127.0.0.1:" + std::to_string(port) +
                       " --host-keys " + test_host_keys() + " & echo $!; wait";
  std::FILE* output = ::popen(command.c_str(), "r");
  char line[4096];
  ASSERT_NE(std::fgets(line, sizeof(line), output), nullptr);
  const auto pid = static_cast<pid_t>(std::stoi(line));
  const auto listens = [&] {
    std::ifstream sockets("/proc/" + std::to_string(pid) + "/net/tcp");
    char local[32];
    std::snprintf(local, sizeof(local), "0100007F:%04X 00000000:0000 0A", port);
    const std::string all{std::istreambuf_iterator<char>(sockets), {}};
    return all.find(local) != all.npos;
  };
  ASSERT_TRUE(eventually(std::chrono::seconds(60), listens));
  raw_client(port).say("hello\n");
  ASSERT_NE(std::fgets(line, sizeof(line), output), nullptr);
  const auto made = decode_report(as_bytes(line));
  EXPECT_TRUE(made) << line;
  ::kill(pid, SIGTERM);
  ::pclose(output);
}

// What the program is linked from: no key code, no log, no actors.
TEST(DecoyMain, holds_no_key_code_and_no_log) {
  std::ifstream file(decoy_program, std::ios::binary);
  const std::string program{std::istreambuf_iterator<char>(file), {}};
  ASSERT_NE(program.find("libssh.so"), program.npos);
  for (const auto* foreign : {"libcaf_core", "librocksdb", "libsodium", "crypto_secretbox",
                              "crypto_box", "libbrotli", "libldns"})
    EXPECT_EQ(program.find(foreign), program.npos) << foreign;
}

}  // namespace
}  // namespace aviary
