#include "bird/transport/send_pace.hpp"

#include <algorithm>

namespace aviary {

instant send_pace::due(instant now) const {
  return std::max(now, even_ - (burst() - 1) * gap());
}

void send_pace::sent(instant now) {
  even_ = std::max(even_, now) + gap();
}

}  // namespace aviary
