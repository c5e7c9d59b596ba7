#pragma once

#include <boost/asio/local/stream_protocol.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bird/line_server.hpp"
#include "messages/json.hpp"
#include "messages/result.hpp"

// How the command line talks to a running bird: one line of JSON each way over a UNIX socket in the
// data folder, which only its owner can open. No HTTP: a device has no need of Beast.
//
//   {"command":"status"}
//   {"result":{...}}   or   {"error":"...","hint":"..."}

namespace aviary {

/// Answers one command, once, on any thread.
using control_reply = std::function<void(result<json_object, failure>)>;
using control_handler = std::function<void(std::string_view command, control_reply)>;

class control_socket {
 public:
  /// Replaces a socket that a killed process left behind: the caller holds the folder's lock.
  static result<std::unique_ptr<control_socket>, failure> open(boost::asio::io_context& io,
                                                               const std::filesystem::path& path,
                                                               control_handler handle);
  ~control_socket();

 private:
  control_socket(boost::asio::local::stream_protocol::acceptor acceptor, std::filesystem::path path,
                 control_handler handle);

  line_server<boost::asio::local::stream_protocol> server_;
  std::filesystem::path path_;
};

/// Asks a running bird, and waits for ten seconds at most. Nothing when none listens there.
std::optional<result<json_object, failure>> ask_control_socket(const std::filesystem::path& path,
                                                               std::string_view command);

}  // namespace aviary
