#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "bird/decoys/worker/client_identification.hpp"
#include "bird/decoys/worker/input_ring.hpp"
#include "messages/bytes.hpp"

// Carries a connection's octets between the client's socket and the parser's, so that each octet is
// in the ring before the parser can read it.
//
//   client <== TCP ==> relay <== socket pair ==> parser (libssh)
//                        |
//                    input_ring
//
// It costs one copy each way. The client's first line is judged here: what is no SSH 2 client gets
// its refusal and never reaches the parser. Both sockets are non-blocking and stay the caller's.

namespace aviary {

class socket_relay {
 public:
  socket_relay(int client, int parser, input_ring& ring)
      : client_(client), parser_(parser), ring_(ring) {}

  /// What to poll each socket for; 0 for nothing.
  short client_events() const;
  short parser_events() const;

  /// Moves what can be moved without blocking.
  void move();

  /// The client's identification string, once it was accepted.
  std::optional<byte_view> client_version() const;

  /// Nothing more will be moved: the client has gone, or has been told all that there was to tell.
  bool over() const;

 private:
  // Holds a whole first line, and a TCP segment or several.
  struct buffer {
    std::array<std::uint8_t, 16 * 1024> octets;
    std::size_t begin = 0;
    std::size_t end = 0;

    byte_view filled() const { return byte_view(octets).subspan(begin, end - begin); }
    std::size_t room() const { return octets.size() - end; }
    bool empty() const { return begin == end; }
  };

  bool fill(int from, buffer& into, bool into_ring);
  bool drain(buffer& from, int into);
  void identify();
  void move_inbound();

  int client_;
  int parser_;
  input_ring& ring_;
  buffer inbound_{};
  buffer outbound_{};
  bytes version_;
  identification verdict_ = identification::incomplete;
  bool client_ended_ = false;  ///< no more from the client
  bool client_gone_ = false;   ///< nor to it
  bool parser_told_ = false;   ///< the parser knows that the client ended
  bool parser_ended_ = false;
};

static_assert(16 * 1024 > identification_octets_max + 2, "a whole first line fits");

}  // namespace aviary
