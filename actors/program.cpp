#include "actors/program.hpp"

#include <systemd/sd-daemon.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <cstdio>

#include "messages/closest_word.hpp"

namespace aviary {

exit_code print_failure(const std::string& program, const failure& why, exit_code code) {
  std::fprintf(stderr, "%s: %s\n", program.c_str(), why.what.c_str());
  if (!why.hint.empty()) std::fprintf(stderr, "  %s\n", why.hint.c_str());
  return code;
}

exit_code print_usage_failure(const std::string& program, const std::string& why,
                              const std::vector<std::string>& words,
                              const std::vector<std::string>& known) {
  failure told{why, "see: " + program + " --help"};
  for (const auto& word : words) {
    const auto name = word.substr(0, word.find('='));
    if (std::ranges::find(known, name) != known.end()) continue;
    const auto closest = closest_word(name, known);
    if (closest.empty()) continue;
    told.hint = "did you mean " + closest + "? See: " + program + " --help";
    break;
  }
  return print_failure(program, told, exit_code::usage);
}

void run_until_told(boost::asio::io_context& io, const wind_down& finish) {
  std::signal(SIGPIPE, SIG_IGN);
  boost::asio::signal_set signals(io, SIGINT, SIGTERM);
  boost::asio::steady_timer deadline(io);
  const auto stop = [&io](boost::system::error_code error, auto...) {
    if (!error) io.stop();
  };
  signals.async_wait([&](boost::system::error_code error, int) {
    if (error) return;
    sd_notify(0, "STOPPING=1");
    if (!finish) return io.stop();
    signals.async_wait(stop);
    deadline.expires_after(wind_down_max);
    deadline.async_wait(stop);
    finish([&io] { io.stop(); });
  });
  std::fprintf(stderr, "ready\n");
  sd_notify(0, "READY=1");
  io.run();
}

}  // namespace aviary
