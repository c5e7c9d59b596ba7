#include "bird/control_socket.hpp"

#include <sys/stat.h>
#include <sys/un.h>

#include <chrono>
#include <utility>

namespace aviary {
namespace {

using boost::asio::local::stream_protocol;

constexpr line_server_limits limits{4096, 16};
constexpr std::chrono::seconds patience{10};

/// Where Asio would throw: sockaddr_un has 108 octets for a path, with the 0 that ends it
/// (unix(7)).
result<stream_protocol::endpoint, failure> socket_address(const std::filesystem::path& path) {
  if (path.string().size() >= sizeof(sockaddr_un::sun_path))
    return failure{"the path of a socket is too long: " + path.string(),
                   "choose a data folder whose path is shorter than 90 characters"};
  return stream_protocol::endpoint(path.string());
}

std::string failure_line(const failure& why) {
  json_object out;
  out["error"] = why.what;
  out["hint"] = why.hint;
  return serialize_json(out);
}

std::string answer_line(const result<json_object, failure>& outcome) {
  if (!outcome) return failure_line(outcome.error());
  json_object out;
  out["result"] = *outcome;
  return serialize_json(out);
}

void handle_line(const control_handler& handle, std::string_view line,
                 const std::function<void(std::string)>& reply) {
  const auto parsed = parse_json(line);
  const auto* request = parsed ? parsed->if_object() : nullptr;
  const auto command = request == nullptr ? std::nullopt : find_text(*request, "command");
  if (!command)
    return reply(failure_line({"no command in this line", "send {\"command\":\"status\"}"}));
  handle(*command,
         [reply](const result<json_object, failure>& outcome) { reply(answer_line(outcome)); });
}

}  // namespace

control_socket::control_socket(stream_protocol::acceptor acceptor, std::filesystem::path path,
                               control_handler handle)
    : server_(std::move(acceptor), limits, failure_line({"the line is too long", "send less"}),
              [handle = std::move(handle)](std::string_view line, auto reply) {
                handle_line(handle, line, reply);
              }),
      path_(std::move(path)) {}

control_socket::~control_socket() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

result<std::unique_ptr<control_socket>, failure> control_socket::open(
    boost::asio::io_context& io, const std::filesystem::path& path, control_handler handle) {
  const auto at = socket_address(path);
  if (!at) return at.error();
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  boost::system::error_code error;
  stream_protocol::acceptor acceptor(io);
  acceptor.open(stream_protocol(), error);
  // The socket's file gets the rights of the socket: nobody else may connect, not for a moment.
  if (!error) fchmod(acceptor.native_handle(), 0600);
  if (!error) acceptor.bind(*at, error);
  if (!error) acceptor.listen(stream_protocol::acceptor::max_listen_connections, error);
  if (error)
    return failure{"cannot listen on " + path.string() + ": " + error.message(),
                   "the data folder must be writable"};
  return std::unique_ptr<control_socket>(
      new control_socket(std::move(acceptor), path, std::move(handle)));
}

// -- the command line's end ----------------------------------------------------------------------

std::optional<result<json_object, failure>> ask_control_socket(const std::filesystem::path& path,
                                                               std::string_view command) {
  const auto at = socket_address(path);
  if (!at) return {};
  boost::asio::io_context io;
  stream_protocol::socket socket(io);
  boost::system::error_code error;
  socket.connect(*at, error);
  if (error) return {};
  json_object request;
  request["command"] = command;
  boost::asio::write(socket, boost::asio::buffer(serialize_json(request) + '\n'), error);
  std::string line;
  boost::asio::async_read_until(socket, boost::asio::dynamic_buffer(line), '\n',
                                [](boost::system::error_code, std::size_t) {});
  io.run_for(patience);
  auto parsed = parse_json(line.substr(0, line.find('\n')));
  auto* answer = parsed ? parsed->if_object() : nullptr;
  if (answer == nullptr)
    return failure{"the bird did not answer", "look at what it wrote to stderr, and ask again"};
  if (auto* good = answer->if_contains("result"); good != nullptr && good->is_object())
    return std::move(good->get_object());
  return failure{std::string(find_text(*answer, "error").value_or("no reason given")),
                 std::string(find_text(*answer, "hint").value_or(""))};
}

}  // namespace aviary
