#include "actors/system_entropy.hpp"
#include "bird/bird_folder.hpp"
#include "bird/commands/commands.hpp"
#include "bird/counter_file.hpp"
#include "messages/fingerprint.hpp"
#include "messages/registration.hpp"

namespace aviary {
namespace {

/// The request line. Asking again makes the last request void.
result<std::string, failure> ask(const bird_folder& folder) {
  const auto counters = counter_file::open(folder.counter());
  if (!counters) return counters.error();
  system_entropy entropy;
  const auto seed = key_seed::filled_by([&entropy](std::uint8_t* out) {
    entropy.fill({out, key_seed::size});
  });
  const auto saved = folder.save_asked(seed);
  if (!saved) return saved.error();
  registration_request request;
  request.bird = counters->bird();
  request.pk_bird = make_key_pair(seed).open;
  request.next_counter = counters->peek();
  request.last_registration = counters->registration();
  return result<std::string, failure>(boost::system::in_place_value, encode(request));
}

/// Takes the answer; gives the six words.
result<std::string, failure> take(const bird_folder& folder, const std::string& line) {
  auto counters = counter_file::open(folder.counter());
  if (!counters) return counters.error();
  const auto seed = folder.asked();
  if (!seed) return seed.error();
  if (!*seed)
    return failure{"this bird has not asked for an answer",
                   "ask first: aviary-bird register --data DIR > request"};
  registration_secret own;
  own.bird = counters->bird();
  own.keys = make_key_pair(**seed);
  own.last_registration = counters->registration();
  const auto answer = open_registration_answer(line, own);
  if (!answer) return explain(answer.error());
  const auto root = agree_root_on_bird(
      own.keys.hidden, {own.bird, answer->number, own.keys.open, answer->pk_console});
  if (!root) return explain(registration_error::weak_key);
  const auto saved =
      folder.save({answer->zone, answer->tag, answer->number, *root, answer->updates});
  if (!saved) return saved.error();
  counters->registered(answer->number);
  return result<std::string, failure>(boost::system::in_place_value, fingerprint_of(*root));
}

}  // namespace

void add_register_command(CLI::App& app, bird_context& context) {
  static std::string answer;
  auto* command = add_bird_command(
      app, context, "register",
      "print a request for the console, or take the console's answer with --answer",
      "aviary-bird register --data DIR > request\n  aviary-bird register --data DIR --answer "
      "\"$(cat answer)\"");
  const auto* given = command->add_option("--answer", answer, "the line that the console printed");
  command->callback([&context, given] {
    const auto folder = bird_folder::open(context.data);
    if (!folder) {
      context.exit = print_failure(program_name, folder.error());
      return;
    }
    const bool asks = given->count() == 0;  // an empty answer is a wrong one, and no question
    const auto done = asks ? ask(*folder) : take(*folder, answer);
    if (!done) {
      context.exit = print_failure(program_name, done.error());
    } else if (asks) {
      std::printf("%s\n", done->c_str());
      std::fprintf(stderr, "carry this line to the console: aviary-console register\n");
    } else {
      std::fprintf(stderr, "words: %s\nThe console must have shown the same six words.\n",
                   done->c_str());
    }
  });
}

}  // namespace aviary
