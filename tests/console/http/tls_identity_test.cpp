#include "console/http/tls_identity.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/storage/scratch_folder.hpp"

namespace aviary {
namespace {

namespace fs = std::filesystem;

constexpr wall_time noon{std::chrono::milliseconds(1'767'268'800'000)};

class TlsIdentity : public ::testing::Test {
 protected:
  scratch_folder folder_;
  tls_files files_ = tls_files::in(folder_.path());
};

TEST_F(TlsIdentity, IsForItsNamesAndNoOthers) {
  ASSERT_TRUE(make_tls_identity(files_, {"console.example.net", "192.0.2.5", "2001:db8::5"}, noon));
  const auto read = tls_certificate::read(files_.certificate);
  ASSERT_TRUE(read);
  for (const auto* host :
       {"console.example.net", "console.example.net:8443", "192.0.2.5", "192.0.2.5:8443",
        "[2001:db8::5]:8443", "[2001:db8::5]", "CONSOLE.example.net"})
    EXPECT_TRUE(read->is_for(host)) << host;
  for (const auto* host :
       {"", ":8443", "example.net", "x.console.example.net", "192.0.2.6", "[2001:db8::6]", "[",
        "localhost:x", "console.example.net:\xff", "Aviary console", "evil.example:8443"})
    EXPECT_FALSE(read->is_for(host)) << host;
  EXPECT_EQ(read->name(), "console.example.net");
  EXPECT_EQ(read->fingerprint().size(), 32 * 3 - 1u);
}

TEST_F(TlsIdentity, TheKeyIsItsOwnersAlone) {
  ASSERT_TRUE(make_tls_identity(files_, {"localhost"}, noon));
  EXPECT_EQ(fs::status(files_.key).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(TlsIdentity, ReplacesNothing) {
  ASSERT_TRUE(make_tls_identity(files_, {"localhost"}, noon));
  EXPECT_FALSE(make_tls_identity(files_, {"localhost"}, noon));
}

TEST_F(TlsIdentity, IsMadeOnceForThisMachine) {
  const auto files = tls_files::in(folder_.path() / "tls");
  ASSERT_TRUE(ensure_tls_identity(files, noon));
  const auto first = tls_certificate::read(files.certificate);
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->is_for("127.0.0.1:8443"));
  EXPECT_TRUE(first->is_for("localhost"));
  ASSERT_TRUE(ensure_tls_identity(files, noon));
  EXPECT_EQ(tls_certificate::read(files.certificate)->fingerprint(), first->fingerprint());
}

TEST_F(TlsIdentity, SaysWhatIsWrong) {
  const auto missing = tls_certificate::read(folder_.path() / "none.pem");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().what.find("none.pem"), std::string::npos);
  std::ofstream(folder_.path() / "odd.pem") << "-----BEGIN CERTIFICATE-----\nodd\n";
  EXPECT_FALSE(tls_certificate::read(folder_.path() / "odd.pem"));
}

}  // namespace
}  // namespace aviary
