#include "messages/compression.hpp"

#include <brotli/decode.h>
#include <brotli/encode.h>

#include <algorithm>
#include <array>
#include <memory>

#include "messages/invariant.hpp"

namespace aviary {
namespace {

constexpr int quality = 5;  // 17 us for a report of 549 octets; 11 saves 6 % for forty times that
constexpr int window_bits = 12;

// RFC 7932 section 9.1: the first 7 bits of a stream with a window of 2^10, 2^11 and 2^12. The
// encoder writes the first of them when it stores what it cannot compress.
constexpr std::array<std::uint8_t, 3> window_codes{0x21, 0x31, 0x41};

bool window_is_small(byte_view stream) {
  return std::ranges::find(window_codes, stream.front() & 0x7F) != window_codes.end();
}

struct decoder_closer {
  void operator()(BrotliDecoderState* decoder) const { BrotliDecoderDestroyInstance(decoder); }
};
using decoder_handle = std::unique_ptr<BrotliDecoderState, decoder_closer>;

}  // namespace

std::string_view describe(compression_error error) {
  switch (error) {
    case compression_error::window_too_large:
      return "a Brotli window above 4 KiB";
    case compression_error::cut_short:
      return "the Brotli stream does not end";
    case compression_error::malformed:
      return "not a Brotli stream";
    case compression_error::trailing_octets:
      return "octets behind the end of the Brotli stream";
    case compression_error::too_large:
      return "longer than a message once decompressed";
  }
  return "unknown compression error";
}

bytes compress(byte_view plain) {
  // The encoder's own empty stream declares a window of 2^16. This one declares 2^10, last, empty.
  if (plain.empty()) return {0xA1, 0x01};
  bytes stream(BrotliEncoderMaxCompressedSize(plain.size()) + 16);
  auto size = stream.size();
  const auto done = BrotliEncoderCompress(quality, window_bits, BROTLI_MODE_TEXT, plain.size(),
                                          plain.data(), &size, stream.data());
  AVIARY_INVARIANT(done == BROTLI_TRUE, "the buffer holds the worst case");
  stream.resize(size);
  return stream;
}

result<bytes, compression_error> decompress(byte_view stream, std::size_t octets_max) {
  if (stream.empty()) return compression_error::cut_short;
  if (!window_is_small(stream)) return compression_error::window_too_large;
  const decoder_handle decoder{BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)};
  AVIARY_INVARIANT(decoder != nullptr, "memory for a decoder");

  bytes plain;
  auto input_left = stream.size();
  auto input = stream.data();
  for (;;) {
    std::size_t no_room =
        0;  // output is taken from the decoder's own ring, which the window bounds
    const auto step = BrotliDecoderDecompressStream(decoder.get(), &input_left, &input, &no_room,
                                                    nullptr, nullptr);
    if (step == BROTLI_DECODER_RESULT_ERROR) return compression_error::malformed;
    for (std::size_t size = 0; BrotliDecoderHasMoreOutput(decoder.get()); size = 0) {
      const auto* octets = BrotliDecoderTakeOutput(decoder.get(), &size);
      if (size > octets_max - plain.size()) return compression_error::too_large;
      plain.insert(plain.end(), octets, octets + size);
    }
    if (step == BROTLI_DECODER_RESULT_SUCCESS) break;
    if (step == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) return compression_error::cut_short;
  }
  if (input_left != 0) return compression_error::trailing_octets;
  return plain;
}

}  // namespace aviary
