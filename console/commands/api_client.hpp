#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "messages/json.hpp"
#include "messages/result.hpp"

// The command line's end of the API: HTTP over the UNIX socket of a running console.

namespace aviary {

struct api_answer {
  int status = 0;
  std::string body;
};

class api_client {
 public:
  explicit api_client(std::filesystem::path socket) : socket_(std::move(socket)) {}

  /// Nothing when no console listens there. `body` empty: GET, otherwise POST.
  std::optional<api_answer> ask(const std::string& method, const std::string& path,
                                const std::string& body = {}) const;

 private:
  std::filesystem::path socket_;
};

}  // namespace aviary
