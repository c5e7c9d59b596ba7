#include "bird/intake.hpp"

#include <utility>

#include "messages/endpoint.hpp"
#include "messages/intake_line.hpp"
#include "messages/json.hpp"
#include "messages/report_id.hpp"

namespace aviary {
namespace {

using boost::asio::ip::tcp;

/// One octet more than a line may have, so that the line's own limit is what refuses it.
constexpr line_server_limits limits{intake_line_octets_max + 2, 64};

std::string error_line(const failure& why) {
  json_object out;
  out["result"] = "error";
  out["error"] = why.what;
  out["hint"] = why.hint;
  return serialize_json(out);
}

failure port_failure(const std::string& listen, const boost::system::error_code& error) {
  if (error == boost::asio::error::address_in_use)
    return {"--intake " + listen + ": the port is taken",
            "find who has it with: ss -ltnp 'sport = :" + listen.substr(listen.rfind(':') + 1) +
                "', or choose another port"};
  return {"--intake " + listen + ": " + error.message(), "choose another address or port"};
}

}  // namespace

result<report, failure> read_intake_line(std::string_view line) {
  auto parsed = parse_intake_line(line);
  if (parsed) return *std::move(parsed);
  return failure{std::string(describe(parsed.error())),
                 "send one JSON object of OpenCanary's log per line"};
}

std::string intake_answer(const result<report_id, failure>& outcome) {
  if (!outcome) return error_line(outcome.error());
  json_object out;
  out["result"] = "stored";
  out["report"] = to_text(*outcome);
  return serialize_json(out);
}

intake::intake(tcp::acceptor acceptor, take_report take)
    : server_(std::move(acceptor), limits, error_line({"the line is too long", "cut logdata"}),
              [take = std::move(take)](std::string_view line, auto reply) {
                auto seen = read_intake_line(line);
                if (!seen) return reply(error_line(seen.error()));
                take(*std::move(seen), [reply](const result<report_id, failure>& outcome) {
                  reply(intake_answer(outcome));
                });
              }) {}

result<std::unique_ptr<intake>, failure> intake::open(boost::asio::io_context& io,
                                                      const std::string& listen, take_report take) {
  const auto at = parse_endpoint(listen, "--intake");
  if (!at) return at.error();
  if (!is_loopback(*at))
    return failure{"--intake " + listen + ": the intake believes whatever it is told",
                   "listen on a loopback address, as in 127.0.0.1:1514"};
  const tcp::endpoint local(boost::asio::ip::make_address(at->host), at->port);
  boost::system::error_code error;
  tcp::acceptor acceptor(io);
  acceptor.open(local.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(local, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error) return port_failure(listen, error);
  return std::unique_ptr<intake>(new intake(std::move(acceptor), std::move(take)));
}

}  // namespace aviary
