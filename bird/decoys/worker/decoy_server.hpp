#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "bird/decoys/unique_fd.hpp"
#include "bird/decoys/worker/input_ring.hpp"
#include "bird/decoys/worker/source_ledger.hpp"
#include "bird/decoys/worker/ssh_touch.hpp"
#include "bird/decoys/worker/ssh_worker.hpp"
#include "messages/report.hpp"
#include "messages/result.hpp"

// The parent of a decoy's workers: accepts, forks one worker for each connection, makes reports of
// what the workers tell, and hands them to the bird. It parses nothing that a stranger sent.
//
// Nothing is dropped when the bird is slow. Reports wait here up to a limit; beyond it the server
// takes no more from its workers, which then stand still before they answer their clients, and
// accepts no more connections, which wait in the kernel. When the bird goes away, the server ends.

namespace aviary {

/// Where reports go.
struct report_outlet {
  int fd = -1;
  /// False: a SOCK_SEQPACKET socket, one datagram for each report. True: lines on any descriptor.
  bool as_lines = false;
};

class decoy_server {
 public:
  decoy_server(ssh_service service, unique_fd listener, report_outlet outlet)
      : service_(std::move(service)), listener_(std::move(listener)), outlet_(outlet) {}

  /// Serves until SIGTERM or SIGINT, and then tells what is known of the connections in hand; or
  /// until the bird closes the outlet.
  result<void, failure> run();

 private:
  struct connection {
    pid_t worker;
    unique_fd events;
    input_ring input;
    ssh_touch touch;
    instant must_end_by;
    std::size_t events_taken = 0;
    bool ended = false;  ///< its process has, and `status` says how
    int status = 0;
  };

  bool wait();
  std::optional<timespec> until_next_due() const;
  void on_signals();

  void accept_all();
  void refuse(int client, const touch_endpoints& ends);
  void start_worker(unique_fd client, const touch_endpoints& ends);
  [[noreturn]] void become_worker(unique_fd client, unique_fd events, input_ring& input,
                                  pid_t parent);

  void take_events(connection& from);
  void reap();
  void finish(connection& of);

  void tell_untold(instant until);
  void tell_the_rest();
  void offer(const report& made);
  bool backed_up() const;
  bool send_reports();
  bool send_datagram() const;
  bool send_line() const;

  ssh_service service_;
  unique_fd listener_;
  report_outlet outlet_;
  unique_fd signals_;
  source_ledger ledger_;
  std::vector<connection> connections_;
  std::deque<bytes> waiting_;  ///< reports that the bird has not taken
  std::size_t waiting_octets_ = 0;
  std::string dst_host_;  ///< of the latest connection
  std::uint16_t dst_port_ = 0;
  bool stopping_ = false;
};

}  // namespace aviary
