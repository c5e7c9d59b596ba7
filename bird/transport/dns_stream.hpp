#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <functional>

#include "messages/bytes.hpp"

// One DNS message over TCP, and its answer (RFC 7766): a connection of its own, because it is the
// exception. It is for answers that do not fit a datagram on their path.

namespace aviary {

/// Called once, with the answer, or with nothing when there was none in time.
using stream_answered = std::function<void(byte_view answer)>;

/// Asks `to`; all handlers run on `io`.
void ask_over_stream(boost::asio::io_context& io, const boost::asio::ip::tcp::endpoint& to,
                     byte_view message, std::chrono::nanoseconds timeout, stream_answered answered);

}  // namespace aviary
