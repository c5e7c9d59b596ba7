#include "bird/control_socket.hpp"

#include <sys/stat.h>

#include <boost/asio/connect.hpp>
#include <istream>
#include <utility>

namespace aviary {
namespace {

using boost::asio::local::stream_protocol;

constexpr line_server_limits limits{4096, 16};

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
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  boost::system::error_code error;
  stream_protocol::acceptor acceptor(io);
  acceptor.open(stream_protocol(), error);
  // The socket is created with the mask's rights; nobody else may connect, not even for a moment.
  const auto mask = umask(0177);
  if (!error) acceptor.bind(stream_protocol::endpoint(path.string()), error);
  umask(mask);
  if (!error) acceptor.listen(stream_protocol::acceptor::max_listen_connections, error);
  if (error)
    return failure{"cannot listen on " + path.string() + ": " + error.message(),
                   "the data folder must be writable and its path shorter than 90 characters"};
  return std::unique_ptr<control_socket>(
      new control_socket(std::move(acceptor), path, std::move(handle)));
}

result<json_object, failure> ask_control_socket(const std::filesystem::path& path,
                                                std::string_view command, bool& running) {
  boost::asio::io_context io;
  stream_protocol::socket socket(io);
  boost::system::error_code error;
  socket.connect(stream_protocol::endpoint(path.string()), error);
  running = !error;
  if (!running)
    return failure{"the bird is not running",
                   "start it with: aviary-bird run --data " + path.parent_path().string()};
  json_object request;
  request["command"] = command;
  boost::asio::write(socket, boost::asio::buffer(serialize_json(request) + '\n'), error);
  std::string line;
  boost::asio::read_until(socket, boost::asio::dynamic_buffer(line), '\n', error);
  auto parsed = parse_json(line.substr(0, line.find('\n')));
  auto* answer = parsed ? parsed->if_object() : nullptr;
  if (answer == nullptr)
    return failure{"the bird went away before it answered", "look at its log, and ask again"};
  if (auto* good = answer->if_contains("result"); good != nullptr && good->is_object())
    return std::move(good->get_object());
  return failure{std::string(find_text(*answer, "error").value_or("no reason given")),
                 std::string(find_text(*answer, "hint").value_or(""))};
}

}  // namespace aviary
