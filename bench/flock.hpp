#pragma once

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "actors/ports.hpp"
#include "bench/loopback.hpp"
#include "console/commands/api_client.hpp"
#include "messages/answer.hpp"
#include "messages/dns_question.hpp"
#include "messages/dns_stub.hpp"
#include "messages/envelope.hpp"
#include "messages/fragmentation.hpp"
#include "messages/json.hpp"
#include "messages/registration.hpp"
#include "messages/reply.hpp"
#include "messages/request.hpp"
#include "messages/sealed_message.hpp"

// Thousands of birds on one socket, as thin as they can be: what a benchmark measures is the
// console. They hold keys, a counter and a token, and remember which query each answer belongs to.

namespace aviary {

struct thin_bird {
  bird_id id{};
  zone_name zone;
  bird_tag tag{};
  up_keys up;
  down_keys down;
  counter last{};
  life_token token{};
};

/// Admits a bird through the API. Ends the benchmark when the console refuses.
inline thin_bird register_bird(const api_client& console, std::uint32_t ordinal,
                               entropy_port& entropy) {
  registration_secret own;
  own.bird.value = {static_cast<std::uint8_t>(ordinal >> 24),
                    static_cast<std::uint8_t>(ordinal >> 16),
                    static_cast<std::uint8_t>(ordinal >> 8), static_cast<std::uint8_t>(ordinal)};
  own.keys = make_key_pair(key_seed::filled_by([&entropy](std::uint8_t* octets) {
    entropy.fill({octets, key_seed::size});
  }));
  registration_request request;
  request.bird = own.bird;
  request.pk_bird = own.keys.open;
  request.next_counter = counter{1};
  const auto told = console.ask("POST", "/api/v1/registrations", encode(request));
  if (!told || told->status != 200) {
    std::fprintf(stderr, "the console registers no bird: %s\n",
                 told ? told->body.c_str() : "it does not answer");
    std::exit(1);
  }
  const auto object = parse_json(told->body, {1 << 16, 8});
  const std::string line(object->as_object().at("answer").as_string());
  const auto answer = *open_registration_answer(line, own);
  const auto root = *agree_root_on_bird(
      own.keys.hidden, {own.bird, answer.number, own.keys.open, answer.pk_console});
  return {own.bird, answer.zone, answer.tag, derive_up_keys(root), derive_down_keys(root), {}, {}};
}

/// Queries under way on one UDP socket, and their answers.
class flock_socket {
 public:
  explicit flock_socket(std::uint16_t port) : socket_(connected_socket(port)), asked_(65'536) {}
  flock_socket(const flock_socket&) = delete;
  flock_socket& operator=(const flock_socket&) = delete;
  ~flock_socket() { ::close(socket_); }

  /// What an answer says: to which bird, about which work of the caller's, and how it was read.
  struct heard {
    std::size_t bird;
    std::uint64_t about;
    const console_answer* answer;  // null: not authentic
  };

  void ask(const thin_bird& from, std::size_t bird, std::uint64_t about, bird_request wanted) {
    wanted.bird = from.tag;
    const auto request = encode_request(wanted, from.zone, from.up.fragment);
    auto& query = asked_[++next_id_];
    query = {true, bird, about, request.name, request.query, wanted.code};
    std::array<std::uint8_t, question_octets_max> datagram;
    const auto size = write_question(datagram, next_id_, {request.name});
    if (::send(socket_, datagram.data(), size, 0) < 0) std::perror("send");
    ++sent_;
  }

  /// Hands out what has arrived, after at most so long. Returns how many that were.
  std::size_t hear(const std::vector<thin_bird>& birds, std::chrono::milliseconds wait,
                   const std::function<void(const heard&)>& take) {
    pollfd readable{socket_, POLLIN, 0};
    if (::poll(&readable, 1, static_cast<int>(wait.count())) <= 0) return 0;
    std::size_t count = 0;
    std::array<std::uint8_t, 2048> datagram;
    for (ssize_t size = 0;
         (size = ::recv(socket_, datagram.data(), datagram.size(), MSG_DONTWAIT)) > 0; ++count)
      hear_one(birds, byte_view(datagram).first(static_cast<std::size_t>(size)), take);
    return count;
  }

  std::uint64_t sent() const { return sent_; }

 private:
  struct open_query {
    bool open = false;
    std::size_t bird = 0;
    std::uint64_t about = 0;
    dns_name name;
    short_mac mac{};
    answer_code code{};
  };

  void hear_one(const std::vector<thin_bird>& birds, byte_view datagram,
                const std::function<void(const heard&)>& take) {
    const auto id = static_cast<std::uint16_t>(datagram[0] << 8 | datagram[1]);
    auto& query = asked_[id];
    if (!query.open) return;  // a second answer
    query.open = false;
    std::array<std::uint8_t, answer_text_octets_max> text;
    const auto answered = parse_stub_answer(datagram, id, query.name, text);
    if (!answered || !answered->has_text) return take({query.bird, query.about, nullptr});
    const auto& bird = birds[query.bird];
    const auto read = decode_answer(answered->text, query.code, bird.down.ack, query.mac);
    take({query.bird, query.about, read ? &*read : nullptr});
  }

  int socket_ = -1;
  std::vector<open_query> asked_;  // by id
  std::uint16_t next_id_ = 0;
  std::uint64_t sent_ = 0;
};

/// The REPLY in an answer, opened; nothing when it is another kind of answer.
inline std::optional<reply> reply_in(const console_answer& answer, const thin_bird& bird) {
  const auto* sealed = std::get_if<reply_answer>(&answer);
  bytes plain;
  if (sealed == nullptr || open_down(bird.down, sealed->sealed, plain).has_error()) return {};
  auto read = decode_reply(plain);
  return read ? std::optional(*std::move(read)) : std::nullopt;
}

}  // namespace aviary
