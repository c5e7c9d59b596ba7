#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/draw/sequence_chart.hpp"

// Charts as the simulator would fill them: the five ways that a reader should know.

namespace aviary::samples {

inline instant at_ms(double ms) {
  return instant(std::chrono::microseconds(static_cast<std::int64_t>(ms * 1000)));
}

enum lane : std::size_t { decoy, bird, resolver, console, webhook };

/// A chart that is filled in the order of reading.
class chart_builder {
 public:
  chart_builder(std::string title, std::string subtitle) {
    chart_.title = std::move(title);
    chart_.subtitle = std::move(subtitle);
    chart_.lanes = {"decoy", "bird", "resolver", "console", "webhook"};
  }
  chart_builder& goes(double sent, double arrived, std::size_t from, std::size_t to,
                      std::string label, std::string detail = {}) {
    chart_.arrows.push_back(
        {at_ms(sent), at_ms(arrived), from, to, std::move(label), std::move(detail), false});
    return *this;
  }
  chart_builder& lost(double sent, std::size_t from, std::size_t to, std::string label,
                      std::string detail = {}) {
    chart_.arrows.push_back(
        {at_ms(sent), std::nullopt, from, to, std::move(label), std::move(detail), false});
    return *this;
  }
  chart_builder& again() {
    chart_.arrows.back().duplicate = true;
    return *this;
  }
  chart_builder& mark(double at, std::size_t where, chart_mark::kind what, std::string label) {
    chart_.marks.push_back({at_ms(at), where, std::move(label), what});
    return *this;
  }
  /// A query through the resolver and its answer back, as most of them go.
  chart_builder& asks(double at, std::string query, std::string answer, std::string detail = {}) {
    goes(at, at + 2, bird, resolver, query, std::move(detail));
    goes(at + 2, at + 14, resolver, console, "the same name");
    goes(at + 14.3, at + 26, console, resolver, answer);
    return goes(at + 26, at + 28, resolver, bird, std::move(answer));
  }
  sequence_chart chart() const { return chart_; }

 private:
  sequence_chart chart_;
};

using kind = chart_mark::kind;

inline sequence_chart heartbeats() {
  return chart_builder("A heartbeat every 15 s",
                       "What an idle bird sends, and how the console notices that it is gone.")
      .mark(0, bird, kind::timer, "15 s since the last heartbeat")
      .asks(0, "TXT: heartbeat", "REPLY: fresh token", "uptime, name, 0 reports waiting")
      .mark(28, bird, kind::note, "keeps the token for the next heartbeat")
      .mark(15000, bird, kind::timer, "next heartbeat is due")
      .asks(15000, "TXT: heartbeat, new token", "REPLY: fresh token")
      .mark(21000, bird, kind::crash, "power is cut")
      .mark(66000, console, kind::timer, "3 intervals without a heartbeat")
      .mark(66000, console, kind::stored, "notice: the bird fell silent")
      .goes(66002, 66080, console, webhook, "alert: bird is silent")
      .chart();
}

inline sequence_chart reboot() {
  return chart_builder("An instruction waits for a bird that reboots",
                       "The console never speaks first; it answers the first heartbeat with it.")
      .mark(0, console, kind::stored, "instruction: reload settings")
      .mark(400, bird, kind::crash, "")
      .mark(9400, bird, kind::restart, "log replayed, boot number 8")
      .asks(9500, "TXT: heartbeat, boot 8", "REPLY: reload settings")
      .mark(9528, bird, kind::stored, "instruction 12")
      .asks(9600, "TXT: result of instruction 12", "REPLY: result is stored")
      .chart();
}

inline sequence_chart settings() {
  chart_builder out("Settings are pulled one segment after the other",
                    "A new pull leaves only when the last segment has come and has been opened.");
  out.asks(0, "TXT: heartbeat", "REPLY: settings 4, 3 segments");
  for (int i = 0; i < 3; ++i)
    out.asks(40 + i * 30, "TXT: pull segment " + std::to_string(i),
             "SEGMENT " + std::to_string(i) + " of 3", i == 0 ? "object 5e1f9a02" : "");
  return out.mark(129, bird, kind::stored, "settings 4, checked and in force").chart();
}

inline sequence_chart fragments() {
  chart_builder out("An event in four fragments and its acknowledgement",
                    "Fragments leave at once; only the REPLY takes the report off the queue.");
  out.goes(0, 0.4, decoy, bird, "ssh login as root", "from 10.0.0.9");
  out.mark(3, bird, kind::stored, "report 7 in the bird's own log");
  for (int i = 0; i < 4; ++i)
    out.goes(4 + i * 0.5, 6 + i * 0.5, bird, resolver, "fragment " + std::to_string(i) + " of 4",
             "126 octets");
  for (int i = 0; i < 4; ++i)
    out.goes(6 + i * 0.5, 18 + i * 0.5, resolver, console, "fragment " + std::to_string(i));
  for (int i = 0; i < 3; ++i)
    out.goes(18.2 + i * 0.5, 31 + i * 0.5, console, bird,
             "fragment_ack, have " + std::to_string(i + 1));
  return out.mark(21, console, kind::stored, "report 7, whole, and incident 3")
      .goes(21.5, 34, console, bird, "REPLY: report 7 is durable")
      .mark(34, bird, kind::note, "report 7 leaves the queue")
      .goes(24, 92, console, webhook, "alert for incident 3")
      .chart();
}

inline sequence_chart retries() {
  chart_builder out("Fragment 3 of 4 never passes, until the whole message goes again",
                    "Three rounds of what is missing; then the message is parked, still in the "
                    "bird's log, and sealed anew.");
  out.mark(0, bird, kind::stored, "report 9");
  for (int i = 0; i < 4; ++i)
    if (i != 2) out.goes(1 + i, 15 + i, bird, console, "fragment " + std::to_string(i + 1));
  out.lost(3, bird, console, "fragment 3");
  out.goes(20, 33, console, bird, "fragment_ack: 1, 2 and 4");
  double at = 1033;
  for (int round = 1; round <= 3; ++round) {
    out.mark(at, bird, kind::timer, "round " + std::to_string(round) + " of what is missing");
    out.lost(at, bird, console, "fragment 3").again();
    at += 1000 * (1 << round);
  }
  out.mark(at, bird, kind::note, "message is parked");
  out.mark(at + 1000, bird, kind::timer, "the queue offers it again");
  for (int i = 0; i < 4; ++i)
    out.goes(at + 1001 + i, at + 1014 + i, bird, console, "fragment " + std::to_string(i + 1),
             "sealed anew");
  return out.mark(at + 1018, console, kind::stored, "report 9")
      .goes(at + 1019, at + 1031, console, bird, "REPLY: report 9 is durable")
      .chart();
}

/// A label that an attacker would like to see in a page.
inline std::string nasty_label() {
  std::string label = "<script>alert('1')</script>&\"]]>\xff\xfe\x1b[2J ";
  label += "caf\xc3\xa9 \xf0\x9f\x90\xa6 Z\xcc\x81\xcc\x82 C:\\x41 ";
  while (label.size() < 500) label += "password" + std::to_string(label.size()) + " ";
  label.resize(500);
  return label;
}

inline sequence_chart nasty() {
  auto out = chart_builder(nasty_label(), nasty_label())
                 .goes(0, 5, decoy, bird, nasty_label(), nasty_label())
                 .goes(6, 9, bird, webhook, nasty_label())
                 .goes(10, 10, bird, bird, nasty_label(), nasty_label())
                 .lost(11, webhook, console, nasty_label(), nasty_label())
                 .lost(12, console, console, "to itself")
                 .chart();
  for (std::size_t lane = 0; lane < out.lanes.size(); ++lane)
    out.marks.push_back({at_ms(20 + static_cast<double>(lane)), lane, nasty_label(), kind::stored});
  out.lanes[decoy] = nasty_label();
  return out;
}

/// Everything is still on its way while everything else leaves.
inline sequence_chart crowd() {
  chart_builder out("200 arrows", "");
  for (unsigned i = 0; i < 200; ++i)
    out.goes(i, i + 7.5, i % 5, (i + 1 + i % 3) % 5, "arrow " + std::to_string(i) + ".");
  return out.chart();
}

inline std::vector<std::pair<std::string, sequence_chart>> all_charts() {
  sequence_chart empty;
  empty.title = "Nothing at all";
  sequence_chart one_lane;
  one_lane.title = "One lane";
  one_lane.lanes = {"bird"};
  one_lane.marks = {{at_ms(0), 0, "alone", kind::note}, {at_ms(5), 0, "", kind::crash}};
  return {{"heartbeats", heartbeats()}, {"reboot", reboot()},   {"settings", settings()},
          {"fragments", fragments()},   {"retries", retries()}, {"nasty", nasty()},
          {"crowd", crowd()},           {"empty", empty},       {"one_lane", one_lane}};
}

}  // namespace aviary::samples
