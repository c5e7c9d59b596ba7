#include "bird/transport/doh_client.hpp"

#include <curl/curl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <map>
#include <optional>
#include <utility>

#include "bird/transport/curl_loop.hpp"
#include "bird/transport/doh_trouble.hpp"
#include "messages/dns_message.hpp"
#include "messages/endpoint.hpp"

namespace aviary {

namespace asio = boost::asio;

namespace {

constexpr std::size_t id_octets = 2;
/// A connection to a server that stops to answer while its TCP goes on is replaced by then.
constexpr long connection_seconds_max = 300;

using curl_list = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

/// One query on its way.
struct exchange {
  std::size_t server = 0;
  std::array<std::uint8_t, id_octets> id{};
  bytes body;
  bytes answer;
  std::array<char, CURL_ERROR_SIZE> error{};
};

std::size_t append(char* octets, std::size_t, std::size_t count, void* to) {
  auto& answer = static_cast<exchange*>(to)->answer;
  if (answer.size() + count > doh_answer_octets_max) return 0;  // ends the transfer
  answer.insert(answer.end(), octets, octets + count);
  return count;
}

/// A connection whose other end is gone without a word (a router forgot it, the site's address is
/// another one) would take new queries for a quarter of an hour, until TCP gives up (RFC 9293
/// section 3.8.3). It ends when what was sent stays unacknowledged for as long as a query may take.
int give_up_early(void*, curl_socket_t socket, curlsocktype) {
  const unsigned milliseconds = std::chrono::milliseconds(doh_client::timeout).count();
  setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
  return CURL_SOCKOPT_OK;
}

/// What a resolver would say: the query, answered with SERVFAIL.
bytes refusal_of(bytes query) {
  constexpr std::uint8_t response_bit = 0x80;
  query[2] |= response_bit;
  query[3] = static_cast<std::uint8_t>(dns_rcode::server_failure);
  return query;
}

/// What came of a transfer that curl is done with; nothing when it is an answer.
std::optional<doh_fault> fault_of(CURL* easy, CURLcode outcome, const exchange& what) {
  if (outcome != CURLE_OK) return fault_of_transfer(outcome, what.error.data());
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  const char* type = nullptr;
  curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
  return fault_of_answer(status, type == nullptr ? "" : type, what.answer.size());
}

}  // namespace

struct doh_client::shared {
  shared(asio::io_context& context, std::vector<doh_server> asked, doh_trust trusted,
         tell_trouble tell)
      : io(context),
        servers(std::move(asked)),
        trust(std::move(trusted)),
        told(std::move(tell)),
        headers(
            curl_slist_append(curl_slist_append(nullptr, "Content-Type: application/dns-message"),
                              "Accept: application/dns-message"),
            &curl_slist_free_all),
        troubles(servers.size()),
        loop(context, connections_max,
             [this](CURL* easy, CURLcode outcome) { end(easy, outcome); }) {
    for (const auto& server : servers) {
      const auto entry = server.host + ":" + std::to_string(server.port) + ":" +
                         to_text(endpoint{server.address, server.port});
      places.emplace_back(
          server.address.empty() ? nullptr : curl_slist_append(nullptr, entry.c_str()),
          &curl_slist_free_all);
    }
  }

  void send(std::size_t server, bytes message);
  void prepare(CURL* easy, exchange& what) const;
  void end(CURL* easy, CURLcode outcome);
  void say(std::size_t server, const std::string& what) const {
    if (told && !closed) told(server, what);
  }
  void fail(std::size_t server) const {
    if (failed && !closed) failed(server);
  }
  void close();

  asio::io_context& io;
  std::vector<doh_server> servers;
  doh_trust trust;
  tell_trouble told;
  curl_list headers;
  std::vector<curl_list> places;  ///< of each server, for CURLOPT_CONNECT_TO
  std::vector<doh_troubles> troubles;
  std::map<CURL*, std::unique_ptr<exchange>> under_way;
  std::function<void(std::size_t, byte_view)> receive;
  std::function<void(std::size_t)> failed;
  bool closed = false;
  curl_loop loop;  // the first to go
};

void doh_client::shared::send(std::size_t server, bytes message) {
  if (closed || message.size() < dns_header_octets) return;
  const auto busy = std::ranges::count_if(
      under_way, [server](const auto& one) { return one.second->server == server; });
  if (static_cast<std::size_t>(busy) >= under_way_max) return fail(server);
  auto what = std::make_unique<exchange>();
  what->server = server;
  what->body = std::move(message);
  std::copy_n(what->body.begin(), id_octets, what->id.begin());
  std::fill_n(what->body.begin(), id_octets, std::uint8_t{0});
  auto* easy = curl_easy_init();
  prepare(easy, *what);
  under_way.emplace(easy, std::move(what));
  loop.start(easy);
}

void doh_client::shared::prepare(CURL* easy, exchange& what) const {
  const auto& server = servers[what.server];
  curl_easy_setopt(easy, CURLOPT_URL, server.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");  // whatever the environment says
  curl_easy_setopt(easy, CURLOPT_CONNECT_TO, places[what.server].get());
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, what.body.data());
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(what.body.size()));
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &what);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, what.error.data());
  curl_easy_setopt(easy, CURLOPT_TIMEOUT, static_cast<long>(timeout.count()));
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, give_up_early);
  curl_easy_setopt(easy, CURLOPT_MAXLIFETIME_CONN, connection_seconds_max);
  if (!trust.ca_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, trust.ca_file.c_str());
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);  // or the system's would count as well
  }
  if (trust.pin.empty()) return;
  // A pinned key says more than any certificate about it, if this libcurl looks at it.
  if (curl_easy_setopt(easy, CURLOPT_PINNEDPUBLICKEY, trust.pin.c_str()) != CURLE_OK) return;
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
}

void doh_client::shared::end(CURL* easy, CURLcode outcome) {
  const auto found = under_way.find(easy);
  const auto what = std::move(found->second);
  under_way.erase(found);
  const auto fault = fault_of(easy, outcome, *what);
  curl_easy_cleanup(easy);
  auto& troubles_there = troubles[what->server];
  if (fault) {
    if (const auto news = troubles_there.failed(*fault)) say(what->server, *news);
    if (!fault->refuses) return fail(what->server);
    what->answer = refusal_of(what->body);
  } else if (troubles_there.answered()) {
    say(what->server, "");
  }
  std::ranges::copy(what->id, what->answer.begin());
  if (receive && !closed) receive(what->server, what->answer);
}

void doh_client::shared::close() {
  closed = true;
  for (auto& [easy, what] : under_way) {
    loop.give_up(easy);
    curl_easy_cleanup(easy);
  }
  under_way.clear();
}

// -- the client -----------------------------------------------------------------------------------

doh_client::doh_client(asio::io_context& io, std::vector<doh_server> servers,
                       const doh_trust& trust, tell_trouble trouble)
    : shared_(std::make_shared<shared>(io, std::move(servers), trust, std::move(trouble))) {}

doh_client::~doh_client() {
  shared_->close();
}

void doh_client::send(std::size_t server, byte_view message) {
  asio::post(shared_->io,
             [all = shared_, server, octets = bytes(message.begin(), message.end())]() mutable {
               all->send(server, std::move(octets));
             });
}

void doh_client::on_receive(std::function<void(std::size_t, byte_view)> receive) {
  shared_->receive = std::move(receive);
}

void doh_client::on_send_failed(std::function<void(std::size_t)> failed) {
  shared_->failed = std::move(failed);
}

}  // namespace aviary
