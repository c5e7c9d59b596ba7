#include "console/registrar_actor.hpp"

#include <utility>

#include "actors/addresses.hpp"

namespace aviary {
namespace {

using registrar_pointer = registrar_actor::stateful_pointer<registrar_state>;

key_seed draw_seed(entropy_port& entropy) {
  return key_seed::filled_by([&entropy](std::uint8_t* out) {
    entropy.fill({out, key_seed::size});
  });
}

registration::commands::admit draw_admission(entropy_port& entropy) {
  registration::commands::admit out;
  out.console_seed = draw_seed(entropy);
  out.box_seed = draw_seed(entropy);
  entropy.fill(out.root_nonce.value);
  for (auto& tag : out.tags) tag = entropy.draw<std::uint32_t>();
  return out;
}

auto take_asker(registrar_state& state, std::uint64_t asker) {
  auto node = state.askers.extract(asker);
  // An asker of the process's last life waits no more.
  using told = std::function<void(result<json_object, failure>)>;
  return node.empty() ? told([](const auto&) {}) : told(std::move(node.mapped()));
}

}  // namespace

registrar_actor::behavior_type registrar_behavior(registrar_pointer self, node shared,
                                                  entropy_port* entropy) {
  auto& state = self->state;
  return {
      [&state, shared, entropy](const ask_registration& asked) {
        const auto request = parse_registration_request(asked.request_line);
        if (!request) return asked.told(explain(request.error()));
        auto admit = draw_admission(*entropy);
        admit.request = *request;
        admit.replaces = asked.replaces;
        admit.by = asked.by;
        admit.asker = state.next_asker++;
        state.askers.emplace(admit.asker, asked.told);
        postbox(shared.registry, position{})
            .command<registration>(address(addresses::registration), std::move(admit));
      },
      [&state](const registration::effects::answered& news) {
        json_object out;
        out["answer"] = news.answer;
        out["words"] = news.words;
        take_asker(state, news.asker)(std::move(out));
      },
      [&state](const registration::effects::refused& news) {
        take_asker(state, news.asker)(failure{news.why, news.hint});
      },
  };
}

}  // namespace aviary
