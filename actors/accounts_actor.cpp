#include "actors/accounts_actor.hpp"

#include "actors/addresses.hpp"

namespace aviary {
namespace {

struct postman {
  void operator()(const auto& effect, const postbox& out) const {
    out.message(address(addresses::account_desk), effect);
  }
};

}  // namespace

spawn_stream spawn_accounts() {
  return spawn_event_sourced<accounts>(postman{});
}

}  // namespace aviary
