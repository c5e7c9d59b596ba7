#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "bird/decoys/decoy_host.hpp"
#include "messages/report.hpp"
#include "tests/bird/temporary_folder.hpp"

// The real aviary-decoy on a port of loopback, started as the bird starts it, and a client for it
// that speaks no SSH.

namespace aviary {

inline const std::string decoy_program = AVIARY_BINARY_DIR "/aviary-decoy";

/// Host keys of all tests in this process: an RSA key takes its time.
inline const std::string& test_host_keys() {
  static const temporary_folder folder;
  static const bool made = make_decoy_host_keys(decoy_program, folder.path()).has_value();
  EXPECT_TRUE(made);
  return folder.path();
}

inline bool eventually(std::chrono::seconds patience, const std::function<bool()>& holds) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

/// A TCP client at an address of 127.0.0.0/8: to the decoy each is another source.
class raw_client {
 public:
  raw_client(std::uint16_t port, const std::string& from = "127.0.0.1")
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const auto own = address(from, 0);
    const auto decoy = address("127.0.0.1", port);
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&own), sizeof(own)), 0);
    EXPECT_EQ(::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&decoy), sizeof(decoy)),
              0);
  }

  void say(std::string_view text) const {
    ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
  }
  void say_no_more() const { ::shutdown(socket_.get(), SHUT_WR); }

  /// All that comes until `text` has come, the decoy has closed, or a minute has passed.
  std::string hear(std::string_view text) const {
    std::string heard;
    while (heard.find(text) == heard.npos) {
      pollfd waiting{socket_.get(), POLLIN, 0};
      char octets[4096];
      const auto got =
          ::poll(&waiting, 1, 60'000) > 0 ? ::recv(socket_.get(), octets, sizeof(octets), 0) : 0;
      if (got <= 0) break;
      heard.append(octets, static_cast<std::size_t>(got));
    }
    return heard;
  }
  std::string hear_all() const { return hear("\x01no server says this\x01"); }

 private:
  static sockaddr_in address(const std::string& host, std::uint16_t port) {
    sockaddr_in made{};
    made.sin_family = AF_INET;
    made.sin_port = htons(port);
    EXPECT_EQ(::inet_pton(AF_INET, host.c_str(), &made.sin_addr), 1);
    return made;
  }

  unique_fd socket_;
};

class live_decoy {
 public:
  live_decoy()
      : host_(*decoy_host::spawn({.program = decoy_program,
                                  .listen = "127.0.0.1:0",
                                  .host_keys_folder = test_host_keys()})) {}

  decoy_host& host() { return host_; }
  std::uint16_t port() const { return host_.port(); }

  /// The next report, or nothing after so long.
  std::optional<report> next(std::chrono::seconds patience = std::chrono::seconds(60)) {
    pollfd waiting{host_.report_fd(), POLLIN, 0};
    ::poll(&waiting, 1, static_cast<int>(std::chrono::milliseconds(patience).count()));
    const auto text = host_.read_report();
    if (!text) return std::nullopt;
    const auto read = decode_report(as_bytes(*text));
    EXPECT_TRUE(read) << *text;
    return read ? std::optional(*read) : std::nullopt;
  }

  /// The workers' process ids.
  std::vector<pid_t> workers() const {
    const auto pid = std::to_string(host_.pid());
    std::ifstream file("/proc/" + pid + "/task/" + pid + "/children");
    std::vector<pid_t> found;
    for (pid_t child = 0; file >> child;) found.push_back(child);
    return found;
  }

 private:
  decoy_host host_;
};

/// A text member; empty when it is missing.
inline std::string text_in(const json_object& object, std::string_view name) {
  return std::string(find_text(object, name).value_or(""));
}
inline std::string text_of(const report& made, std::string_view field) {
  return text_in(made.logdata, field);
}

}  // namespace aviary
