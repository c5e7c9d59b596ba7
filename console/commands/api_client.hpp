#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "messages/json.hpp"
#include "messages/result.hpp"

// The command line's end of the API: HTTP over the UNIX socket of a running console.

namespace aviary {

struct api_answer {
  int status = 0;
  std::string body;
};

enum class api_silence {
  not_running,  ///< nobody listens there
  no_answer,    ///< somebody does, and did not answer in time or in HTTP
};
std::string_view describe(api_silence why);

class api_client {
 public:
  explicit api_client(std::filesystem::path socket) : socket_(std::move(socket)) {}

  /// `path`: names in it are percent-encoded. Waits for a minute at most.
  result<api_answer, api_silence> ask(const std::string& method, const std::string& path,
                                      const std::string& body = {}) const;

 private:
  std::filesystem::path socket_;
};

}  // namespace aviary
