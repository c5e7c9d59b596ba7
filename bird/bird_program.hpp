#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "bird/transport/resolver_set.hpp"
#include "messages/result.hpp"

// A bird as a process: its folder, log and sockets, and the `bird` between them.

namespace aviary {

struct bird_program_settings {
  resolver_settings resolvers;
  std::chrono::seconds interval{15};
  std::string ssh;     ///< where the SSH decoy listens; empty: none
  std::string intake;  ///< where the intake listens; empty: none
  std::string decoy_program;
  /// Whether to find out what the paths through the resolvers carry.
  bool probes_paths = true;
  /// Go on although the log lost acknowledged events; what is lost is reported.
  bool accept_loss = false;
};

class bird_program {
 public:
  /// Starts everything; it runs as long as `io` runs on one thread. Ends before `io` does.
  static result<std::unique_ptr<bird_program>, failure> start(
      boost::asio::io_context& io, const std::filesystem::path& data,
      const bird_program_settings& settings);
  ~bird_program();

  /// Lets the decoy tell what it has in hand. `done` is called when that is durable, or at once
  /// when there is no decoy; the intake's clients were promised nothing that they were not told.
  void wind_down(std::function<void()> done);

 private:
  struct parts;
  static void look_again(boost::asio::io_context& io, parts& my);
  explicit bird_program(std::unique_ptr<parts> made);
  std::unique_ptr<parts> parts_;
};

}  // namespace aviary
