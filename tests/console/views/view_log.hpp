#pragma once

#include <map>
#include <string>

#include "actors/event_codec.hpp"
#include "storage/memory_event_log.hpp"

// A log whose records a test writes, one event at a time.

namespace aviary {

class view_log {
 public:
  template <class Unit>
  void append(const stream_name& stream, const typename Unit::event& event) {
    append_request wanted;
    wanted.stream = stream;
    wanted.expected = sequence{next_[stream]++};
    wanted.at = wall_time(std::chrono::seconds(1000 + next_[stream]));
    wanted.events = {{std::string(event_name(event)), encode_event(event)}};
    log_.append(std::move(wanted), [](position) {});
  }

  template <class View>
  void show(View& view) {
    log_.scan({}, [&view](const record& one) {
      view.apply(one);
      return true;
    });
  }

  const event_log& log() const { return log_; }

 private:
  memory_event_log log_{incarnation{{1}}, completion::automatic};
  std::map<stream_name, std::uint64_t> next_;
};

}  // namespace aviary
