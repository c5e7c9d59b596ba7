#include "bird/decoys/worker/ssh_personality.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

TEST(SshPersonality, debian_12_is_what_its_package_shows) {
  const auto* face = find_ssh_personality("debian12");
  ASSERT_NE(face, nullptr);
  EXPECT_EQ(face->identification(), "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10");
  EXPECT_EQ(find_ssh_personality("debian"), nullptr);
}

TEST(SshPersonality, identifications_fit_what_libssh_clients_read) {
  for (const auto& face : ssh_personalities()) {
    EXPECT_EQ(&face, find_ssh_personality(face.name));
    EXPECT_LT(face.identification().size(), 128u);
  }
}

}  // namespace
}  // namespace aviary
