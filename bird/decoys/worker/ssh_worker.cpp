#include "bird/decoys/worker/ssh_worker.hpp"

#include <libssh/libssh.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <ctime>
#include <optional>

#include "bird/decoys/worker/auth_script.hpp"
#include "bird/decoys/worker/confinement.hpp"
#include "bird/decoys/worker/socket_relay.hpp"
#include "bird/decoys/worker/worker_event.hpp"

// The accessors of a message's password and key are marked as deprecated in favour of callbacks,
// which cannot leave an attempt unanswered, as the one that ends in a disconnect must be.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace aviary {
namespace {

/// OpenSSH's LoginGraceTime.
constexpr unsigned login_grace_seconds = 120;

// -- the grace time -------------------------------------------------------------------------------

int grace_socket = -1;

// The connection ends as OpenSSH's does, without a word; the worker itself ends when it has told
// all that it knows.
extern "C" void on_grace_over(int) {
  ::shutdown(grace_socket, SHUT_RDWR);
}

void start_grace_time(int client) {
  grace_socket = client;
  struct sigaction action = {};
  action.sa_handler = on_grace_over;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGALRM, &action, nullptr);
  ::alarm(login_grace_seconds);
}

// -- one connection -------------------------------------------------------------------------------

struct message_free {
  void operator()(ssh_message message) const { ::ssh_message_free(message); }
};
using message_owner = std::unique_ptr<ssh_message_struct, message_free>;

std::string_view text_or_empty(const char* text) {
  return text == nullptr ? "" : text;
}

bytes copy(std::string_view text) {
  const auto octets = as_bytes(text);
  return {octets.begin(), octets.end()};
}

// Takes ownership of a string that libssh made.
std::string take_string(char* text) {
  std::string copied(text_or_empty(text));
  ssh_string_free_char(text);
  return copied;
}

std::string fingerprint(ssh_key key) {
  unsigned char* hash = nullptr;
  std::size_t octets = 0;
  if (ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &octets) != SSH_OK) return {};
  auto text = take_string(ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, octets));
  ssh_clean_pubkey_hash(&hash);
  return text;
}

class ssh_connection {
 public:
  ssh_connection(ssh_session session, int events, std::uint64_t timing_secret)
      : session_(session), events_(events), script_(timing_secret) {}

  /// Answers what has arrived. False when the conversation is over.
  bool advance() {
    if (!key_exchange_begun_) {
      ssh_handle_key_exchange(session_);  // non-blocking: says who it is, and returns
      key_exchange_begun_ = true;
    }
    while (const message_owner message{ssh_message_get(session_)})
      if (!handle(message.get())) return false;
    return (ssh_get_status(session_) & (SSH_CLOSED | SSH_CLOSED_ERROR)) == 0;
  }

  void tell(const worker_event& event) const {
    const auto datagram = encode(event);
    while (::send(events_, datagram.data(), datagram.size(), MSG_NOSIGNAL) < 0 && errno == EINTR) {
    }
  }

 private:
  bool handle(ssh_message message) {
    switch (ssh_message_type(message)) {
      case SSH_REQUEST_SERVICE: {
        const auto service = text_or_empty(ssh_message_service_service(message));
        if (service != "ssh-userauth")
          return disconnect("bad service request " + std::string(service));
        break;
      }
      case SSH_REQUEST_AUTH:
        return handle_attempt(message);
      default:
        break;
    }
    ssh_message_reply_default(message);
    return true;
  }

  bool handle_attempt(ssh_message message) {
    const auto begun = std::chrono::steady_clock::now();
    const auto attempt = read_attempt(message);
    if (attempt.method == auth_method::password) {
      tell({password_tried{copy(attempt.user),
                           copy(text_or_empty(ssh_message_auth_password(message)))}});
    } else if (attempt.method == auth_method::public_key) {
      tell_key(attempt.user, ssh_message_auth_pubkey(message));
    } else if (!user_told_) {
      tell({user_named{copy(attempt.user)}});
    }
    user_told_ = true;
    std::uint64_t random = 0;
    ssh_get_random(&random, sizeof(random), 0);
    const auto answer = script_.answer(attempt, random);
    sleep_until(begun + answer.delay);
    if (!answer.disconnect.empty()) return disconnect(answer.disconnect);
    ssh_message_reply_default(message);
    return true;
  }

  static auth_attempt read_attempt(ssh_message message) {
    auth_attempt attempt;
    attempt.user = text_or_empty(ssh_message_auth_user(message));
    switch (ssh_message_subtype(message)) {
      case SSH_AUTH_METHOD_NONE:
        attempt.method = auth_method::none;
        break;
      case SSH_AUTH_METHOD_PASSWORD:
        attempt.method = auth_method::password;
        attempt.password_octets = text_or_empty(ssh_message_auth_password(message)).size();
        break;
      case SSH_AUTH_METHOD_PUBLICKEY:
        attempt.method = auth_method::public_key;
        break;
      default:
        attempt.method = auth_method::other;
    }
    return attempt;
  }

  void tell_key(std::string_view user, ssh_key key) const {
    char* base64 = nullptr;
    if (ssh_pki_export_pubkey_base64(key, &base64) != SSH_OK) return;
    const std::string type(text_or_empty(ssh_key_type_to_char(ssh_key_type(key))));
    tell({key_offered{copy(user), type, fingerprint(key), take_string(base64)}});
  }

  static void sleep_until(std::chrono::steady_clock::time_point due) {
    const auto since_boot = due.time_since_epoch();
    const auto seconds = std::chrono::floor<std::chrono::seconds>(since_boot);
    const timespec until{static_cast<time_t>(seconds.count()),
                         static_cast<long>((since_boot - seconds).count())};
    while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) == EINTR) {
    }
  }

  bool disconnect(const std::string& text) {
    ssh_session_set_disconnect_message(session_, text.c_str());
    ssh_disconnect(session_);
    return false;
  }

  ssh_session session_;
  int events_;
  auth_script script_;
  bool key_exchange_begun_ = false;
  bool user_told_ = false;
};

short session_events(ssh_session session) {
  const bool writes = (ssh_get_poll_flags(session) & SSH_WRITE_PENDING) != 0;
  return static_cast<short>(POLLIN | (writes ? POLLOUT : 0));
}

// Moves octets and lets libssh work until either side has enough.
void converse(ssh_connection& connection, socket_relay& relay, ssh_session session, int client,
              int parser) {
  bool version_told = false;
  bool talking = connection.advance();
  for (relay.move(); !relay.over(); relay.move()) {
    if (const auto version = relay.client_version(); version && !version_told) {
      connection.tell({client_version{bytes(version->begin(), version->end())}});
      version_told = true;
    }
    if (talking) talking = connection.advance();
    if (!talking) ::shutdown(parser, SHUT_RD);
    // A socket that nothing is wanted of is left out, or its hang-up would wake us for ever.
    const auto polled = [](int fd, short events) {
      return pollfd{events != 0 ? fd : -1, events, 0};
    };
    std::array waiting{polled(client, relay.client_events()), polled(parser, relay.parser_events()),
                       polled(ssh_get_fd(session), talking ? session_events(session) : 0)};
    ::poll(waiting.data(), waiting.size(), -1);
  }
}

bool set(ssh_bind bind, ssh_bind_options_e option, std::string_view value) {
  return ssh_bind_options_set(bind, option, std::string(value).c_str()) == SSH_OK;
}

bool set_face(ssh_bind bind, const ssh_personality& face) {
  // libssh would read the device's own settings of an SSH server.
  bool process_config = false;
  return ssh_bind_options_set(bind, SSH_BIND_OPTIONS_PROCESS_CONFIG, &process_config) == SSH_OK &&
         set(bind, SSH_BIND_OPTIONS_BANNER, face.software) &&
         set(bind, SSH_BIND_OPTIONS_KEY_EXCHANGE, face.key_exchange) &&
         set(bind, SSH_BIND_OPTIONS_HOSTKEY_ALGORITHMS, face.host_keys) &&
         set(bind, SSH_BIND_OPTIONS_CIPHERS_C_S, face.ciphers) &&
         set(bind, SSH_BIND_OPTIONS_CIPHERS_S_C, face.ciphers) &&
         set(bind, SSH_BIND_OPTIONS_HMAC_C_S, face.macs) &&
         set(bind, SSH_BIND_OPTIONS_HMAC_S_C, face.macs) &&
         set(bind, SSH_BIND_OPTIONS_PUBKEY_ACCEPTED_KEY_TYPES, face.public_keys);
}

}  // namespace

result<ssh_service, failure> ssh_service::create(const ssh_personality& face, host_keys keys) {
  if (ssh_init() != SSH_OK) return failure{"libssh does not start", "look at the system's libssh"};
  bind_owner bind(ssh_bind_new());
  if (!bind || !set_face(bind.get(), face))
    return failure{"libssh does not take the personality '" + std::string(face.name) +
                       "': " + ssh_get_error(bind.get()),
                   "name one of the personalities that --help lists"};
  for (auto& key : keys.keys)
    if (ssh_bind_options_set(bind.get(), SSH_BIND_OPTIONS_IMPORT_KEY, key.release()) != SSH_OK)
      return failure{"libssh does not take a host key", "remove the keys and make new ones"};
  return ssh_service(std::move(bind), face.identification(), keys.timing_secret);
}

int ssh_service::serve(int client, int events, input_ring& input) const {
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair.data()) != 0)
    return 1;
  const ssh_session session = ssh_new();
  if (session == nullptr || ssh_bind_accept_fd(bind_.get(), session, pair[1]) != SSH_OK) return 1;
  ssh_set_blocking(session, 0);
  ssh_set_auth_methods(session, SSH_AUTH_METHOD_PUBLICKEY | SSH_AUTH_METHOD_PASSWORD);
  start_grace_time(client);
  if (!confine_worker()) return 1;
  ssh_connection connection(session, events, timing_secret_);
  socket_relay relay(client, pair[0], input);
  converse(connection, relay, session, client, pair[0]);
  return 0;
}

}  // namespace aviary
