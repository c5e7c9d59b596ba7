#pragma once

#include <cstddef>
#include <string_view>

#include "messages/bytes.hpp"
#include "messages/result.hpp"

// Brotli (RFC 7932) at quality 5 with a window of 2^12: reports are small, and a larger window
// would only let a hostile bird make the console allocate it. Whether to compress at all is decided
// in `envelope`.

namespace aviary {

enum class compression_error {
  window_too_large,  ///< RFC 7932 section 9.1: a window above 2^12
  cut_short,         ///< the stream does not end
  malformed,         ///< not a Brotli stream
  trailing_octets,   ///< something follows the stream
  too_large,         ///< the output would pass the limit
};
std::string_view describe(compression_error error);

/// A Brotli stream; it may be longer than `plain`.
bytes compress(byte_view plain);

/// The plain octets, at most `octets_max`. Costs at most `octets_max` and about 32 KiB of memory.
result<bytes, compression_error> decompress(byte_view stream, std::size_t octets_max);

}  // namespace aviary
