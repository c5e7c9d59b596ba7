#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "bird/line_server.hpp"
#include "messages/report.hpp"
#include "messages/result.hpp"

// The INTAKE takes reports from sensors that exist already: one line of JSON each, as OpenCanary
// writes its log, over TCP on loopback. The answer comes when the report is durable, so a sensor
// that waits for it has lost nothing, whatever happens next:
//
//   {"result":"stored","report":"00000007-5eed1234-0000002a-0123456789abcdef"}
//   {"result":"error","error":"not JSON","hint":"send one JSON object per line"}
//
// A sensor that was not answered sends the line again, and that may be a second report.

namespace aviary {

using take_report = std::function<void(report, std::function<void(result<report_id, failure>)>)>;

/// What the intake makes of one line.
result<report, failure> read_intake_line(std::string_view line);
/// The line that tells a sensor how it went.
std::string intake_answer(const result<report_id, failure>& outcome);

class intake {
 public:
  /// `listen`: "127.0.0.1:1514", a loopback address.
  static result<std::unique_ptr<intake>, failure> open(boost::asio::io_context& io,
                                                       const std::string& listen, take_report take);

 private:
  intake(boost::asio::ip::tcp::acceptor acceptor, take_report take);

  line_server<boost::asio::ip::tcp> server_;
};

}  // namespace aviary
