#include "bird/transport/curl_loop.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <utility>

#include "messages/invariant.hpp"

namespace aviary {

namespace asio = boost::asio;
using boost::system::error_code;
using descriptor = asio::posix::stream_descriptor;

/// A socket that curl waits for.
struct watched_socket {
  watched_socket(asio::io_context& io, curl_socket_t socket) : handle(io, socket) {}

  descriptor handle;
  int wanted = CURL_POLL_NONE;
  /// One wait for each direction is under way at most.
  bool reading = false;
  bool writing = false;
};

struct curl_loop::shared : std::enable_shared_from_this<shared> {
  shared(asio::io_context& context, long connections_max, ended told)
      : io(context), tell(std::move(told)), timer(context), multi(curl_multi_init()) {
    AVIARY_INVARIANT(multi != nullptr, "libcurl has memory");
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &shared::on_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &shared::on_timer);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
    curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, connections_max);
  }
  ~shared() { close(); }

  void close();
  void wait_on(curl_socket_t socket, const std::shared_ptr<watched_socket>& one);
  void wait(curl_socket_t socket, const std::shared_ptr<watched_socket>& one,
            bool watched_socket::*busy, descriptor::wait_type until, int ready);
  void act(curl_socket_t socket, int ready);
  void collect();

  static int on_socket(CURL*, curl_socket_t socket, int wanted, void* self, void*);
  static int on_timer(CURLM*, long milliseconds, void* self);

  asio::io_context& io;
  ended tell;
  asio::steady_timer timer;
  CURLM* multi;
  std::map<curl_socket_t, std::shared_ptr<watched_socket>> sockets;
};

// -- what curl asks for ---------------------------------------------------------------------------

int curl_loop::shared::on_socket(CURL*, curl_socket_t socket, int wanted, void* context, void*) {
  auto& self = *static_cast<shared*>(context);
  auto found = self.sockets.find(socket);
  if (wanted == CURL_POLL_REMOVE) {
    if (found == self.sockets.end()) return 0;
    found->second->wanted = CURL_POLL_NONE;
    found->second->handle.release();  // curl closes it
    self.sockets.erase(found);
    return 0;
  }
  if (found == self.sockets.end())
    found = self.sockets.emplace(socket, std::make_shared<watched_socket>(self.io, socket)).first;
  found->second->wanted = wanted;
  self.wait_on(socket, found->second);
  return 0;
}

int curl_loop::shared::on_timer(CURLM*, long milliseconds, void* context) {
  auto& self = *static_cast<shared*>(context);
  if (milliseconds < 0) {
    self.timer.cancel();
    return 0;
  }
  self.timer.expires_after(std::chrono::milliseconds(milliseconds));
  self.timer.async_wait([weak = self.weak_from_this()](error_code error) {
    const auto all = weak.lock();
    if (!error && all) all->act(CURL_SOCKET_TIMEOUT, 0);
  });
  return 0;
}

// -- what Asio brings -----------------------------------------------------------------------------

void curl_loop::shared::wait_on(curl_socket_t socket, const std::shared_ptr<watched_socket>& one) {
  if ((one->wanted & CURL_POLL_IN) != 0)
    wait(socket, one, &watched_socket::reading, descriptor::wait_read, CURL_CSELECT_IN);
  if ((one->wanted & CURL_POLL_OUT) != 0)
    wait(socket, one, &watched_socket::writing, descriptor::wait_write, CURL_CSELECT_OUT);
}

void curl_loop::shared::wait(curl_socket_t socket, const std::shared_ptr<watched_socket>& one,
                             bool watched_socket::*busy, descriptor::wait_type until, int ready) {
  if (std::exchange((*one).*busy, true)) return;
  one->handle.async_wait(until,
                         [weak = weak_from_this(), socket, one, busy, ready](error_code why) {
                           (*one).*busy = false;
                           const auto all = weak.lock();
                           if (!all || one->wanted == CURL_POLL_NONE) return;
                           all->act(socket, why ? CURL_CSELECT_ERR : ready);
                           // Curl may have let go of it, or of everything.
                           if (one->wanted != CURL_POLL_NONE) all->wait_on(socket, one);
                         });
}

void curl_loop::shared::act(curl_socket_t socket, int ready) {
  if (multi == nullptr) return;
  int running = 0;
  curl_multi_socket_action(multi, socket, ready, &running);
  collect();
}

void curl_loop::shared::collect() {
  int left = 0;
  while (multi != nullptr) {
    const auto* news = curl_multi_info_read(multi, &left);
    if (news == nullptr) return;
    if (news->msg != CURLMSG_DONE) continue;
    auto* easy = news->easy_handle;
    const auto outcome = news->data.result;
    curl_multi_remove_handle(multi, easy);  // `news` is gone with it
    tell(easy, outcome);
  }
}

void curl_loop::shared::close() {
  if (multi == nullptr) return;
  timer.cancel();
  curl_multi_cleanup(std::exchange(multi, nullptr));  // lets go of its sockets
}

// -- the loop -------------------------------------------------------------------------------------

curl_loop::curl_loop(asio::io_context& io, long connections_max, ended tell) {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  AVIARY_INVARIANT(ready, "libcurl starts");
  shared_ = std::make_shared<shared>(io, connections_max, std::move(tell));
}

curl_loop::~curl_loop() {
  shared_->close();
}

void curl_loop::start(CURL* easy) {
  curl_multi_add_handle(shared_->multi, easy);
}

void curl_loop::give_up(CURL* easy) {
  curl_multi_remove_handle(shared_->multi, easy);
}

}  // namespace aviary
