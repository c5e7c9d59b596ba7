#include "messages/compression.hpp"

#include <brotli/encode.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

#include "messages/limits.hpp"
#include "tests/messages/sealed_samples.hpp"

namespace aviary {
namespace {

bytes compress_with_window(byte_view plain, int window_bits) {
  bytes stream(BrotliEncoderMaxCompressedSize(plain.size()));
  auto size = stream.size();
  BrotliEncoderCompress(5, window_bits, BROTLI_MODE_GENERIC, plain.size(), plain.data(), &size,
                        stream.data());
  stream.resize(size);
  return stream;
}

TEST(Compression, GivesBackWhatItGot) {
  EXPECT_TRUE(rc::check("decompress(compress(x)) == x", [] {
    const auto plain = *rc::gen::oneOf(rc::gen::arbitrary<bytes>(),
                                       rc::gen::map(rc::gen::inRange(0, 20'000), [](int size) {
                                         return bytes(static_cast<std::size_t>(size), 'a');
                                       }));
    const auto back = decompress(compress(plain), message_octets_max);
    RC_ASSERT(back.has_value());
    RC_ASSERT(*back == plain);
  }));
}

TEST(Compression, AReportGetsShorter) {
  const std::string report =
      R"({"dst_host":"10.0.0.5","dst_port":22,"logdata":{"LOCALVERSION":"SSH-2.0-OpenSSH_9.2p1",)"
      R"("PASSWORD":"hunter2","REMOTEVERSION":"SSH-2.0-OpenSSH_9.6","USERNAME":"root"},)"
      R"("logtype":4002,"src_host":"10.0.0.9","src_port":51022})";
  EXPECT_LT(compress(as_bytes(report)).size(), report.size());
}

TEST(Compression, StopsAtTheLimit) {
  const auto stream = compress(bytes(message_octets_max, 'a'));
  EXPECT_LT(stream.size(), 100u);
  EXPECT_TRUE(decompress(stream, message_octets_max));
  const auto refused = decompress(stream, message_octets_max - 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), compression_error::too_large);
}

TEST(Compression, ABombCostsNoMoreThanTheLimit) {
  const auto refused = decompress(compress(bytes(50'000'000, 'a')), message_octets_max);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), compression_error::too_large);
}

TEST(Compression, RefusesLargeWindows) {
  const bytes plain(10'000, 'a');
  for (int window_bits : {10, 11, 12})
    EXPECT_TRUE(decompress(compress_with_window(plain, window_bits), plain.size())) << window_bits;
  for (int window_bits : {13, 14, 15, 16, 17, 18, 20, 22, 24}) {
    const auto refused = decompress(compress_with_window(plain, window_bits), plain.size());
    ASSERT_FALSE(refused) << window_bits;
    EXPECT_EQ(refused.error(), compression_error::window_too_large) << window_bits;
  }
}

TEST(Compression, EveryPrefixIsRefused) {
  const auto stream = compress(as_bytes("a touch is news, and news travels in small pieces"));
  for (std::size_t size = 0; size < stream.size(); ++size)
    EXPECT_FALSE(decompress(byte_view(stream).first(size), message_octets_max)) << size;
}

TEST(Compression, ErrorsHaveNames) {
  EXPECT_EQ(decompress({}, 10).error(), compression_error::cut_short);
  EXPECT_EQ(decompress(bytes{0x41, 0xff, 0xff, 0xff}, 10).error(), compression_error::malformed);
  auto stream = compress(as_bytes("a touch is news"));
  stream.push_back(0);
  EXPECT_EQ(decompress(stream, 100).error(), compression_error::trailing_octets);
  EXPECT_FALSE(describe(compression_error::trailing_octets).empty());
}

}  // namespace
}  // namespace aviary
