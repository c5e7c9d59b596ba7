#include "sim/load/console_api.hpp"

#include <atomic>
#include <chrono>
#include <limits>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

#include "messages/registration.hpp"

namespace aviary {
namespace {

/// A line of the log holds a report at most, and that is a message.
constexpr json_limits line_limits{.octets = 4 << 20, .depth = json_depth_max + 8};
constexpr std::chrono::milliseconds progress_interval{100};

failure silence(api_silence why) {
  return {std::string(describe(why)), "look at what it wrote to stderr"};
}

failure refusal(const api_answer& told) {
  const auto parsed = parse_json(told.body, line_limits);
  const auto* object = parsed ? parsed->if_object() : nullptr;
  const std::string why(object == nullptr ? "" : find_text(*object, "error").value_or(""));
  return {"the console refuses (" + std::to_string(told.status) + "): " + why,
          "are both programs of one version?"};
}

result<api_answer, failure> ask_for(const ask_api& ask, const std::string& method,
                                    const std::string& path, const std::string& body = {}) {
  const auto told = ask(method, path, body);
  if (!told) return silence(told.error());
  if (told->status != 200) return refusal(*told);
  return *told;
}

result<admitted_bird, failure> register_bird(const ask_api& ask, entropy_port& entropy) {
  const failure strange{"the console's answer to a registration is not understood",
                        "are both programs of one version?"};
  registration_secret own;
  entropy.fill(own.bird.value);
  own.keys = make_key_pair(key_seed::filled_by([&entropy](std::uint8_t* octets) {
    entropy.fill({octets, key_seed::size});
  }));
  registration_request request;
  request.bird = own.bird;
  request.pk_bird = own.keys.open;
  request.next_counter = counter{1};
  const auto told = ask_for(ask, "POST", "/api/v1/registrations", encode(request));
  if (!told) return told.error();
  const auto parsed = parse_json(told->body, line_limits);
  const auto* object = parsed ? parsed->if_object() : nullptr;
  const auto line = object == nullptr ? std::nullopt : find_text(*object, "answer");
  if (!line) return strange;
  const auto answer = open_registration_answer(*line, own);
  if (!answer) return explain(answer.error());
  const auto root = agree_root_on_bird(
      own.keys.hidden, {own.bird, answer->number, own.keys.open, answer->pk_console});
  if (!root) return strange;
  return admitted_bird{answer->zone, answer->tag, *root};
}

}  // namespace

result<std::vector<admitted_bird>, failure> register_birds(
    const ask_api& ask, std::size_t count, entropy_port& entropy,
    const std::function<void(std::size_t)>& admitted) {
  std::mutex mutex;
  std::vector<admitted_bird> birds;
  std::optional<failure> failed;
  std::atomic<std::size_t> begun{0}, running{std::min(count, registrations_at_once)};
  const auto work = [&] {
    for (bool goes_on = true; goes_on && begun++ < count;) {
      auto one = register_bird(ask, entropy);
      const std::lock_guard lock(mutex);
      if (one)
        birds.push_back(*std::move(one));
      else if (!failed)
        failed = one.error();
      goes_on = !failed;
    }
    --running;
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = running; i > 0; --i) threads.emplace_back(work);
  while (running > 0) {
    std::this_thread::sleep_for(progress_interval);
    const std::lock_guard lock(mutex);
    admitted(birds.size());
  }
  threads.clear();
  admitted(birds.size());
  if (failed) return *failed;
  return birds;
}

result<std::uint64_t, failure> position_now(const ask_api& ask) {
  // Nothing was updated after that, so the answer holds no incident.
  const auto told = ask_for(
      ask, "GET",
      "/api/v1/incidents?since=" + std::to_string(std::numeric_limits<std::int64_t>::max()));
  if (!told) return told.error();
  const auto parsed = parse_json(told->body, line_limits);
  const auto* object = parsed ? parsed->if_object() : nullptr;
  const auto at = object == nullptr ? std::nullopt : find_uint(*object, "updated_id");
  if (!at) return failure{"the console does not say how far its log is", "is it of this version?"};
  return *at;
}

result<std::uint64_t, failure> read_log(const ask_api& ask, std::uint64_t after,
                                        const std::function<void(const json_object&)>& visit) {
  for (;;) {
    const auto page = ask_for(ask, "GET", "/api/v1/log?after=" + std::to_string(after));
    if (!page) return page.error();
    if (page->body.empty()) return after;
    for (std::string_view rest = page->body; !rest.empty();) {
      const auto end = std::min(rest.find('\n'), rest.size());
      const auto parsed = parse_json(rest.substr(0, end), line_limits);
      const auto* line = parsed ? parsed->if_object() : nullptr;
      const auto at = line == nullptr ? std::nullopt : find_uint(*line, "position");
      if (!at || *at <= after)
        return failure{"a line of the console's log is not understood", "is it of this version?"};
      after = *at;
      visit(*line);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
}

}  // namespace aviary
