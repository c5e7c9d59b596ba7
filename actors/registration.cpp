#include "actors/registration.hpp"

#include <algorithm>
#include <limits>

#include "actors/bird_session.hpp"
#include "messages/fingerprint.hpp"
#include "messages/hex.hpp"

namespace aviary {
namespace {

using unit = registration;

unit::effects::refused refusal(const unit::commands::admit& wanted, const failure& why) {
  return {wanted.asker, why.what, why.hint};
}

std::optional<registration_no> taken_since(const unit::state& state,
                                           const registration_request& request) {
  const auto known = state.numbers.find(request.bird);
  if (known == state.numbers.end() || known->second <= request.last_registration) return {};
  return known->second;
}

registration_no next_number(const unit::state& state, const registration_request& request) {
  const auto known = state.numbers.find(request.bird);
  const auto last = known == state.numbers.end() ? registration_no{} : known->second;
  return {std::max(last, request.last_registration).value + 1};
}

/// Makes the registration's keys and the answer that carries them.
result<unit::events::bird_admitted, registration_error> admit(const unit::state& state,
                                                              const unit::console_identity& console,
                                                              const unit::commands::admit& wanted,
                                                              bird_tag tag) {
  const auto& request = wanted.request;
  const auto own = make_key_pair(wanted.console_seed);
  const auto number = next_number(state, request);
  const auto root =
      agree_root_on_console(own.hidden, {request.bird, number, request.pk_bird, own.open});
  if (!root) return registration_error::weak_key;
  const auto line = seal_registration_answer({own.open, number, tag, console.updates, console.zone},
                                             request, wanted.box_seed);
  if (!line) return line.error();
  return unit::events::bird_admitted{request.bird,
                                     request.pk_bird,
                                     tag,
                                     number,
                                     console.master.seal(root->view(), wanted.root_nonce),
                                     *line,
                                     fingerprint_of(*root),
                                     wanted.by};
}

void decide_admit(const unit::state& state, const unit::live& live,
                  const unit::commands::admit& wanted, decision<unit>& out) {
  // No bird draws the first by chance or counts up to the second.
  if (wanted.request.bird == console_itself ||
      wanted.request.last_registration.value == std::numeric_limits<std::uint32_t>::max()) {
    out.effects.push_back(refusal(
        wanted, {"this request is no bird's", "ask again on the bird: aviary-bird register"}));
    return;
  }
  const auto given = state.answers.find(wanted.request.pk_bird);
  if (given != state.answers.end()) {
    out.effects.push_back(
        unit::effects::answered{wanted.asker, given->second.answer, given->second.words});
    return;
  }
  if (const auto later = taken_since(state, wanted.request); later && !wanted.replaces) {
    out.effects.push_back(refusal(
        wanted, {"this request does not know of registration " + std::to_string(later->value) +
                     " of bird " + to_hex(wanted.request.bird.value) + ", which would end",
                 "look whether that bird is live (aviary-console birds list); if it never got that "
                 "answer, hand the request in again with --replace"}));
    return;
  }
  const auto tag = std::ranges::find_if(wanted.tags, [&state](std::uint32_t candidate) {
    return candidate != 0 && !state.tags.contains(bird_tag{candidate});  // 0: an unregistered bird
  });
  if (tag == wanted.tags.end()) {
    out.effects.push_back(refusal(wanted, {"no free tag was drawn", "ask again"}));
    return;
  }
  auto admitted = admit(state, *live.console, wanted, bird_tag{*tag});
  if (!admitted) {
    out.effects.push_back(refusal(wanted, explain(admitted.error())));
    return;
  }
  out.effects.push_back(unit::effects::register_bird{admitted->bird, admitted->tag,
                                                     admitted->number, admitted->sealed_root});
  out.effects.push_back(unit::effects::answered{wanted.asker, admitted->answer, admitted->words});
  out.events.push_back(*std::move(admitted));
}

}  // namespace

// -- decide --------------------------------------------------------------------------------------

decision<registration> registration::decide(const state& state, live& live, const command& command,
                                            instant) {
  decision<registration> out;
  if (const auto* wanted = std::get_if<commands::admit>(&command)) {
    decide_admit(state, live, *wanted, out);
  } else if (const auto* done = std::get_if<commands::settle>(&command)) {
    const auto owed = state.owed.find(done->bird);
    if (owed != state.owed.end() && owed->second.number == done->number)
      out.events.push_back(events::bird_settled{done->bird, done->number});
  } else if (std::holds_alternative<resume>(command)) {
    for (const auto& [bird, owed] : state.owed) out.effects.push_back(owed);
  }
  return out;
}

// -- evolve --------------------------------------------------------------------------------------

void registration::evolve(state& state, const event& event) {
  if (const auto* admitted = std::get_if<events::bird_admitted>(&event)) {
    state.tags.insert(admitted->tag);
    state.answers.emplace(admitted->pk_bird, given_answer{admitted->answer, admitted->words});
    state.numbers[admitted->bird] = admitted->number;
    state.owed[admitted->bird] = effects::register_bird{admitted->bird, admitted->tag,
                                                        admitted->number, admitted->sealed_root};
  } else if (const auto* settled = std::get_if<events::bird_settled>(&event)) {
    state.owed.erase(settled->bird);
  }
}

}  // namespace aviary
