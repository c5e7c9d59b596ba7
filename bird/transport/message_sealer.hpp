#pragma once

#include "actors/ports.hpp"
#include "bird/transport/counter_source.hpp"
#include "bird/transport/parcel.hpp"
#include "bird/transport/path_profile.hpp"
#include "messages/ids.hpp"
#include "messages/key_schedule.hpp"
#include "messages/time.hpp"
#include "messages/zone_name.hpp"

// Makes a sealed message of a parcel, cut for the path: under a counter of its own each time, so
// that one key and nonce never seal two plaintexts.

namespace aviary {

class message_sealer {
 public:
  /// Everything outlives the sealer.
  message_sealer(const zone_name& zone, const up_keys& keys, counter_source& counters,
                 entropy_port& entropy)
      : zone_(zone), keys_(keys), counters_(counters), entropy_(entropy) {}

  /// Seals `what` with `token` if it is a heartbeat, with its age by `now` if it is a report.
  /// False, and no counter is used, when it would not fit 4,096 fragments of this path.
  bool seal(parcel& what, const path_profile& path, const life_token& token, instant now);
  /// Whether an unsealed body surely is one query, whatever compression makes of it.
  bool surely_one_query(const bytes& body, const path_profile& path) const;
  /// Counter of the last sealed message.
  counter last() const { return last_; }

 private:
  const zone_name& zone_;
  const up_keys& keys_;
  counter_source& counters_;
  entropy_port& entropy_;
  counter last_{};
};

}  // namespace aviary
