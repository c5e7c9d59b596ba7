#include "bird/decoys/worker/client_identification.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aviary {
namespace {

using namespace std::string_literals;

identification verdict_on(std::string_view input) {
  return identify_client(as_bytes(input)).verdict;
}

struct sample {
  std::string input;
  identification verdict;
};

// Each was sent to OpenSSH 9.2p1, which answered accordingly.
const std::vector<sample> samples{
    {"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", identification::accepted},
    {"SSH-2.0-x\n", identification::accepted},
    {"SSH-1.99-x\r\n", identification::accepted},
    {"SSH-2.0-\xff\xfe\r\n", identification::accepted},
    {"SSH-2.0-" + std::string(300, 'A') + "\r\n", identification::accepted},
    {"SSH-1.5-x\r\n", identification::other_version},
    {"SSH-3.0-x\r\n", identification::other_version},
    {"SSH-2.0-\r\n", identification::invalid},
    {"SSH-2.0\r\n", identification::invalid},
    {"SSH-\r\n", identification::invalid},
    {"\r\n", identification::invalid},
    {"GET / HTTP/1.1\r\n", identification::invalid},
    {"hello\r\nSSH-2.0-x\r\n", identification::invalid},
    {"SSH-2.0-a\0b\r\n"s, identification::invalid},
    {"SSH-2.0-a\rb\n", identification::invalid},
    {"\x16\x03\x01\x00\xc8"s, identification::invalid},
    {std::string(10'000, 'A'), identification::invalid},
    {"SSH-2.0-" + std::string(10'000, 'A'), identification::invalid},
    {"", identification::incomplete},
    {"SSH-2.0-x", identification::incomplete},
    {"SSH-2.0-x\r", identification::incomplete},
};

TEST(ClientIdentification, judges_as_openssh_does) {
  for (const auto& [input, verdict] : samples)
    EXPECT_EQ(verdict_on(input), verdict) << input.substr(0, 40);
}

TEST(ClientIdentification, the_verdict_does_not_depend_on_how_the_input_arrives) {
  for (const auto& [input, verdict] : samples)
    for (std::size_t octets = 0; octets < input.size(); ++octets)
      if (const auto early = verdict_on(std::string_view(input).substr(0, octets));
          early != identification::incomplete) {
        EXPECT_EQ(early, verdict) << input.substr(0, 40);
        break;
      }
}

TEST(ClientIdentification, the_line_has_no_line_end) {
  EXPECT_EQ(as_text(identify_client(as_bytes("SSH-2.0-x y\r\nmore")).line), "SSH-2.0-x y");
  EXPECT_EQ(as_text(identify_client(as_bytes("SSH-2.0-x y\nmore")).line), "SSH-2.0-x y");
}

TEST(ClientIdentification, refusals_are_openssh_s) {
  EXPECT_EQ(refusal(identification::invalid), "Invalid SSH identification string.\r\n");
  EXPECT_EQ(refusal(identification::other_version), "Protocol major versions differ.\r\n");
  EXPECT_EQ(refusal(identification::accepted), "");
  EXPECT_EQ(refusal(identification::incomplete), "");
}

}  // namespace
}  // namespace aviary
