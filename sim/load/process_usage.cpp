#include "sim/load/process_usage.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

namespace aviary {

std::optional<process_usage> usage_of(pid_t process) {
  const auto folder = "/proc/" + std::to_string(process);
  std::ifstream stat(folder + "/stat");
  const std::string text{std::istreambuf_iterator<char>(stat), {}};
  const auto name_end = text.rfind(')');  // a name in parentheses may hold anything
  if (name_end == text.npos) return {};
  unsigned long user = 0, system = 0;  // fields 14 and 15
  if (std::sscanf(text.c_str() + name_end + 1,
                  " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2)
    return {};
  process_usage out;
  out.cpu_seconds = static_cast<double>(user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
  std::ifstream status(folder + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:"))
      out.resident_mib = std::strtod(line.c_str() + 6, nullptr) / 1024;
  return out;
}

std::optional<pid_t> process_behind(const std::filesystem::path& socket) {
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  const auto& path = socket.native();
  if (path.size() >= sizeof at.sun_path) return {};
  std::memcpy(at.sun_path, path.c_str(), path.size());
  const int connection = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connection < 0) return {};
  ucred peer{};
  socklen_t size = sizeof peer;
  const bool known =
      ::connect(connection, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0 &&
      ::getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0;
  ::close(connection);
  return known ? std::optional(peer.pid) : std::nullopt;
}

}  // namespace aviary
