#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "messages/endpoint.hpp"
#include "messages/result.hpp"

// A console as a process: its folder, logs and sockets, and the `console` between them.

namespace aviary {

struct console_program_settings {
  std::vector<endpoint> dns;
  std::optional<endpoint> http;
  std::optional<endpoint> https;
  bool accept_loss = false;
};

class console_program {
 public:
  /// Starts everything; it runs as long as `io` runs on one thread. Ends before `io` does.
  static result<std::unique_ptr<console_program>, failure> start(
      boost::asio::io_context& io, const std::filesystem::path& data,
      const console_program_settings& settings);
  ~console_program();

 private:
  struct parts;
  explicit console_program(std::unique_ptr<parts> made);
  std::unique_ptr<parts> parts_;
};

}  // namespace aviary
