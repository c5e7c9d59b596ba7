#include "bird/decoys/worker/ssh_worker.hpp"

#include <gtest/gtest.h>
#include <libssh/libssh.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "tests/bird/decoys/live_decoy.hpp"

namespace aviary {
namespace {

using namespace std::chrono_literals;

// -- OpenSSH's client -----------------------------------------------------------------------------

class OpenSshClient : public testing::Test {
 protected:
  // What it prints on the way to its refusal. Passwords come from a program, as OpenSSH wants it
  // when nobody sits at a terminal.
  std::string login(const std::string& options, const std::string& user = "root") {
    const auto askpass = folder.path() + "/askpass";
    std::ofstream(askpass) << "#!/bin/sh\necho hunter2\n";
    std::filesystem::permissions(askpass, std::filesystem::perms::owner_all);
    const auto command = "SSH_ASKPASS=" + askpass +
                         " SSH_ASKPASS_REQUIRE=force ssh -F none -o StrictHostKeyChecking=no "
                         "-o UserKnownHostsFile=/dev/null -o IdentitiesOnly=yes "
                         "-o IdentityAgent=none " +
                         options + " -p " + std::to_string(decoy.port()) + " '" + user +
                         "@127.0.0.1' true 2>&1 </dev/null";
    std::FILE* output = ::popen(command.c_str(), "r");
    std::string text;
    for (int c = std::fgetc(output); c != EOF; c = std::fgetc(output)) text += static_cast<char>(c);
    EXPECT_EQ(WEXITSTATUS(::pclose(output)), 255);
    return text;
  }

  std::string make_key(const std::string& type, const std::string& name) {
    const auto path = folder.path() + "/" + name;
    const auto command = "ssh-keygen -q -t " + type + " -N '' -f " + path;
    EXPECT_EQ(std::system(command.c_str()), 0);
    return path;
  }

  temporary_folder folder;
  live_decoy decoy;
};

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

TEST_F(OpenSshClient, three_passwords_are_three_reports_and_a_refusal_in_openssh_s_words) {
  const auto said = login("-i /nowhere");
  EXPECT_TRUE(contains(said, "root@127.0.0.1: Permission denied (publickey,password).")) << said;
  for (int i = 0; i < 3; ++i) {
    const auto made = decoy.next();
    ASSERT_TRUE(made) << i;
    EXPECT_EQ(made->type, log_types::ssh_login);
    EXPECT_EQ(text_of(*made, "USERNAME"), "root");
    EXPECT_EQ(text_of(*made, "PASSWORD"), "hunter2");
    EXPECT_TRUE(text_of(*made, "REMOTEVERSION").starts_with("SSH-2.0-OpenSSH_"));
    EXPECT_EQ(text_of(*made, "LOCALVERSION"), "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10");
  }
  EXPECT_FALSE(decoy.next(1s));
}

TEST_F(OpenSshClient, offered_keys_join_the_password_that_follows) {
  const auto rsa = make_key("rsa", "rsa");
  const auto ed25519 = make_key("ed25519", "ed25519");
  const auto ecdsa = make_key("ecdsa", "ecdsa");
  login("-o NumberOfPasswordPrompts=1 -i " + rsa + " -i " + ed25519 + " -i " + ecdsa, "bob");
  const auto made = decoy.next();
  ASSERT_TRUE(made);
  EXPECT_EQ(made->type, log_types::ssh_login);
  EXPECT_EQ(text_of(*made, "USERNAME"), "bob");
  const auto& keys = made->logdata.at("KEYS").as_array();
  ASSERT_EQ(keys.size(), 3u);
  std::size_t i = 0;
  for (const auto& path : {rsa, ed25519, ecdsa}) {
    // What the client itself calls the key: "TYPE BASE64 comment", and its fingerprint.
    std::string type;
    std::string base64;
    std::ifstream(path + ".pub") >> type >> base64;
    const auto& key = keys[i++].as_object();
    EXPECT_EQ(text_in(key, "TYPE"), type);
    EXPECT_EQ(text_in(key, "KEY"), base64);
    std::FILE* listing = ::popen(("ssh-keygen -lf " + path).c_str(), "r");
    char bits[16];
    char fingerprint[128];
    ASSERT_EQ(std::fscanf(listing, "%15s %127s", bits, fingerprint), 2);
    ::pclose(listing);
    EXPECT_EQ(text_in(key, "FINGERPRINT"), fingerprint);
  }
}

TEST_F(OpenSshClient, keys_alone_are_one_report_and_the_sixth_disconnects) {
  std::string options = "-o PreferredAuthentications=publickey";
  for (const auto* name : {"a", "b", "c", "d", "e", "f", "g"})
    options += " -i " + make_key("ed25519", name);
  const auto said = login(options);
  EXPECT_TRUE(contains(said, "Too many authentication failures")) << said;
  const auto made = decoy.next();
  ASSERT_TRUE(made);
  EXPECT_EQ(made->type, log_types::ssh_key_offered);
  EXPECT_EQ(made->logdata.at("KEYS").as_array().size(), 6u);
  EXPECT_FALSE(decoy.next(1s));
}

TEST_F(OpenSshClient, a_name_without_any_secret_is_a_report) {
  login("-o PreferredAuthentications=none", "oracle");
  const auto made = decoy.next();
  ASSERT_TRUE(made);
  EXPECT_EQ(made->type, log_types::ssh_login);
  EXPECT_EQ(text_of(*made, "USERNAME"), "oracle");
  EXPECT_FALSE(made->logdata.contains("PASSWORD"));
}

// Every key exchange, cipher and host key that the decoy offers also works inside the filter of
// system calls.
TEST_F(OpenSshClient, all_that_is_offered_works) {
  const auto* face = find_ssh_personality("debian12");
  int source = 1;
  const auto try_all = [&](std::string_view option, std::string_view list) {
    while (!list.empty()) {
      const auto name = std::string(list.substr(0, list.find(',')));
      list.remove_prefix(std::min(list.size(), name.size() + 1));
      const auto said = login("-o BatchMode=yes -o " + std::string(option) + "=" + name +
                              " -b 127.0.1." + std::to_string(source++));
      EXPECT_TRUE(contains(said, "Permission denied")) << name << ": " << said;
    }
  };
  try_all("KexAlgorithms", face->key_exchange);
  try_all("Ciphers", face->ciphers);
  try_all("HostKeyAlgorithms", face->host_keys);
  try_all("Ciphers=aes128-ctr -o MACs", face->macs);
  try_all("Compression", "yes");
  for (int i = 1; i < source; ++i) EXPECT_EQ(decoy.next()->type, log_types::ssh_login) << i;
}

// -- a client that types what no keyboard does ----------------------------------------------------

// libssh in its other role. Texts end at a NUL octet here as well.
class odd_client {
 public:
  odd_client(unsigned port, const std::string& user) : session_(ssh_new()) {
    const long seconds = 30;
    ssh_options_set(session_, SSH_OPTIONS_HOST, "127.0.0.1");
    ssh_options_set(session_, SSH_OPTIONS_PORT, &port);
    ssh_options_set(session_, SSH_OPTIONS_USER, user.c_str());
    ssh_options_set(session_, SSH_OPTIONS_TIMEOUT, &seconds);
    EXPECT_EQ(ssh_connect(session_), SSH_OK) << ssh_get_error(session_);
  }
  odd_client(const odd_client&) = delete;
  odd_client& operator=(const odd_client&) = delete;
  ~odd_client() {
    ssh_disconnect(session_);
    ssh_free(session_);
  }

  int none() { return ssh_userauth_none(session_, nullptr); }
  int password(const std::string& text) {
    return ssh_userauth_password(session_, nullptr, text.c_str());
  }
  int keyboard_interactive() { return ssh_userauth_kbdint(session_, nullptr, nullptr); }

 private:
  ssh_session session_;
};

TEST(SshWorker, octets_that_no_terminal_likes_arrive_escaped) {
  live_decoy decoy;
  odd_client client(decoy.port(), "\xff\x01\"</script>");
  EXPECT_EQ(client.password("\x1b[2J\r\nä\\" + std::string(1100, 'x')), SSH_AUTH_DENIED);
  const auto made = decoy.next();
  ASSERT_TRUE(made);
  EXPECT_EQ(text_of(*made, "USERNAME"), R"(\xff\x01"</script>)");
  EXPECT_TRUE(text_of(*made, "PASSWORD").starts_with(R"(\x1b[2J\x0d\x0aä\\xxx)"));
  EXPECT_EQ(made->escaped, (std::vector<std::string>{"/logdata/PASSWORD", "/logdata/USERNAME"}));
}

TEST(SshWorker, a_password_of_64_kib_arrives_cut_and_marked) {
  live_decoy decoy;
  odd_client client(decoy.port(), "root");
  EXPECT_EQ(client.password(std::string(64 * 1024, 'A')), SSH_AUTH_DENIED);
  EXPECT_EQ(client.password(std::string(200 * 1024, '\xfe')), SSH_AUTH_DENIED);
  const auto plain = decoy.next();
  ASSERT_TRUE(plain);
  EXPECT_TRUE(plain->truncated);
  EXPECT_GT(text_of(*plain, "PASSWORD").size(), 64'000u);
  const auto odd = decoy.next();
  ASSERT_TRUE(odd);
  EXPECT_TRUE(odd->truncated);
  EXPECT_TRUE(text_of(*odd, "PASSWORD").starts_with(R"(\xfe\xfe)"));
}

TEST(SshWorker, a_method_that_is_not_offered_fails_like_any_other) {
  live_decoy decoy;
  odd_client client(decoy.port(), "root");
  EXPECT_EQ(client.none(), SSH_AUTH_DENIED);
  EXPECT_EQ(client.keyboard_interactive(), SSH_AUTH_DENIED);
  EXPECT_EQ(client.password(""), SSH_AUTH_DENIED);
  EXPECT_EQ(text_of(decoy.next().value(), "PASSWORD"), "");
}

TEST(SshWorker, a_personality_that_libssh_does_not_speak_is_refused) {
  auto face = *find_ssh_personality("debian12");
  face.key_exchange = "sntrup761x25519-sha512@openssh.com";
  auto keys = load_host_keys(test_host_keys());
  ASSERT_TRUE(keys);
  const auto service = ssh_service::create(face, std::move(*keys));
  ASSERT_FALSE(service);
  EXPECT_NE(service.error().what.find("debian12"), std::string::npos);
}

}  // namespace
}  // namespace aviary
