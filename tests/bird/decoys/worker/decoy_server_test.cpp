#include "bird/decoys/worker/decoy_server.hpp"

#include <gtest/gtest.h>
#include <libssh/libssh.h>
#include <signal.h>

#include <atomic>
#include <random>
#include <thread>

#include "messages/base64.hpp"
#include "tests/bird/decoys/live_decoy.hpp"

namespace aviary {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view own_version = "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n";

std::string source(int number) {
  return "127.1." + std::to_string(number / 250) + "." + std::to_string(1 + number % 250);
}

TEST(DecoyServer, one_source_is_held_to_its_share_and_told_so_in_openssh_s_words) {
  live_decoy decoy;
  std::vector<raw_client> held;
  for (int i = 0; i < 4; ++i) {
    held.emplace_back(decoy.port(), source(1));
    EXPECT_EQ(held.back().hear("\n"), own_version);
  }
  EXPECT_EQ(raw_client(decoy.port(), source(1)).hear_all(), "Exceeded MaxStartups\r\n");
  const auto made = decoy.next();
  ASSERT_TRUE(made);
  EXPECT_EQ(made->type, log_types::ssh_connection);
  EXPECT_EQ(made->src_host, source(1));
  EXPECT_EQ(made->logdata.at("REFUSED_CONNECTIONS"), 1);

  for (int i = 4; i < 8; ++i) {
    held.emplace_back(decoy.port(), source(2));
    EXPECT_EQ(held.back().hear("\n"), own_version);
  }
  EXPECT_EQ(decoy.workers().size(), 8u);
  EXPECT_EQ(raw_client(decoy.port(), source(3)).hear_all(), "Exceeded MaxStartups\r\n");
  held.clear();
  EXPECT_TRUE(eventually(60s, [&] { return decoy.workers().empty(); }));
  EXPECT_EQ(raw_client(decoy.port(), source(3)).hear("\n"), own_version);
}

TEST(DecoyServer, a_port_scan_is_one_report) {
  live_decoy decoy;
  for (int i = 0; i < 50; ++i) raw_client(decoy.port(), source(1));
  const auto made = decoy.next();
  ASSERT_TRUE(made);
  EXPECT_EQ(made->type, log_types::ssh_connection);
  EXPECT_EQ(made->dst_port, decoy.port());
  EXPECT_FALSE(decoy.next(2s)) << "the others are told when the minute is over";
}

TEST(DecoyServer, a_worker_that_dies_is_a_report_with_what_killed_it) {
  live_decoy decoy;
  const raw_client client(decoy.port());
  client.hear("\n");
  const std::string input = "SSH-2.0-x\r\n\x01\x02\x03";
  client.say(input);
  client.hear("none");  // the decoy's KEXINIT: the input has been read
  const auto workers = decoy.workers();
  ASSERT_EQ(workers.size(), 1u);
  ::kill(workers.front(), SIGILL);  // SIGSEGV would be the sanitizers'

  const auto made = decoy.next();
  ASSERT_TRUE(made);
  EXPECT_EQ(made->type, log_types::decoy_crashed);
  EXPECT_EQ(text_of(*made, "REASON"), "killed by signal 4 (Illegal instruction)");
  EXPECT_EQ(text_of(*made, "REMOTEVERSION"), "SSH-2.0-x");
  EXPECT_EQ(made->logdata.at("INPUT_OCTETS"), input.size());
  const auto base64 = text_of(*made, "INPUT_BASE64");
  bytes kept(base64_octets(base64.size()));
  ASSERT_TRUE(base64_decode(as_bytes(base64), kept.data()));
  EXPECT_EQ(as_text(kept), input);
  EXPECT_EQ(raw_client(decoy.port()).hear("\n"), own_version);
}

// -- a bird that does not take reports ------------------------------------------------------------

// Tries five passwords, each too long for a small report and for PAM's delay.
int try_long_passwords(unsigned port, const std::string& from, std::atomic<int>& answered) {
  const ssh_session session = ssh_new();
  const long seconds = 120;
  ssh_options_set(session, SSH_OPTIONS_HOST, "127.0.0.1");
  ssh_options_set(session, SSH_OPTIONS_PORT, &port);
  ssh_options_set(session, SSH_OPTIONS_BINDADDR, from.c_str());
  ssh_options_set(session, SSH_OPTIONS_USER, "root");
  ssh_options_set(session, SSH_OPTIONS_TIMEOUT, &seconds);
  int tried = 0;
  if (ssh_connect(session) == SSH_OK) {
    const std::string password(60'000, 'x');
    for (; tried < 5; ++tried) {
      if (ssh_userauth_password(session, nullptr, password.c_str()) != SSH_AUTH_DENIED) break;
      ++answered;
    }
  }
  ssh_disconnect(session);
  ssh_free(session);
  return tried;
}

TEST(DecoyServer, while_the_bird_takes_nothing_clients_wait_and_no_report_is_lost) {
  live_decoy decoy;
  constexpr int attempts = 8 * 5;
  std::atomic<int> answered = 0;
  std::atomic<int> tried = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 8; ++i)
    clients.emplace_back(
        [&, i] { tried += try_long_passwords(decoy.port(), source(i), answered); });
  // Until nothing moves any more.
  int before = -1;
  EXPECT_TRUE(eventually(60s, [&] {
    std::this_thread::sleep_for(2s);
    return std::exchange(before, answered.load()) == answered && answered > 0;
  }));
  EXPECT_LT(answered, attempts) << "a client got its answer and no report was taken";

  int reported = 0;
  while (reported < attempts && decoy.next()) ++reported;
  for (auto& client : clients) client.join();
  EXPECT_EQ(tried, attempts);
  EXPECT_EQ(answered, attempts);
  EXPECT_EQ(reported, attempts);
}

// -- hostile input --------------------------------------------------------------------------------

// Random octets; after a proper first line in two of three streams, and in one of three behind a
// proper KEXINIT, so that they get deeper.
std::string random_stream(std::mt19937& random, const std::string& kexinit) {
  std::string stream;
  const auto depth = random() % 3;
  if (depth > 0) stream = "SSH-2.0-fuzz\r\n";
  if (depth > 1) stream += kexinit;
  if (depth > 1 && random() % 2 == 0)
    for (int i = 0; i < 4; ++i)
      stream[14 + random() % kexinit.size()] = static_cast<char>(random());
  for (auto octets = random() % 4096; octets > 0; --octets) stream += static_cast<char>(random());
  return stream;
}

TEST(DecoyServer, survives_a_thousand_random_streams_and_forgets_none) {
  live_decoy decoy;
  const raw_client example(decoy.port(), source(0));
  example.hear("\n");
  example.say("SSH-2.0-x\r\n");
  const auto kexinit = example.hear("zlib@openssh.com\0\0\0\0\0\0\0\0");
  const auto attack = [&](int from, int to, unsigned seed) {
    std::mt19937 random(seed);
    for (int i = from; i < to; ++i) {
      const raw_client client(decoy.port(), source(i));
      client.say(random_stream(random, kexinit));
      client.say_no_more();
      client.hear_all();
    }
  };
  // Twice from one source: the second is counted, and told when the source makes room for another,
  // which is long before its minute is over when there are more sources than the decoy remembers.
  attack(1, 2, 1);
  attack(1, 2, 2);
  constexpr int streams = 1'100;
  std::vector<std::thread> attackers;
  for (const int part : {0, 1, 2})
    attackers.emplace_back(attack, 2 + part * 366, 2 + (part + 1) * 366, part);
  int told = 0;
  int counted = 0;
  while (told + counted < streams) {
    const auto made = decoy.next();
    if (!made) break;
    EXPECT_NE(made->type, log_types::decoy_crashed) << as_text(encode(*made));
    if (const auto* more = made->logdata.if_contains("QUIET_CONNECTIONS"))
      counted += static_cast<int>(more->to_number<int>());
    else
      ++told;
  }
  for (auto& attacker : attackers) attacker.join();
  EXPECT_EQ(told, streams - 1);
  EXPECT_EQ(counted, 1);
  // The example is still there; nobody else is.
  EXPECT_TRUE(eventually(60s, [&] { return decoy.workers().size() == 1; }));
  EXPECT_EQ(raw_client(decoy.port(), source(0)).hear("\n"), own_version);
}

}  // namespace
}  // namespace aviary
