#include "bird/transport/look_back.hpp"

#include "messages/invariant.hpp"

namespace aviary {
namespace {

instant after(instant now, double jitter) {
  return now + std::chrono::duration_cast<std::chrono::nanoseconds>(look_back::interval * jitter);
}

}  // namespace

void look_back::use(std::size_t resolver, instant now, double jitter) {
  if (resolver == in_use_) return;
  in_use_ = resolver;
  next_ = 0;
  due_ = resolver == 0 ? std::nullopt : std::optional(after(now, jitter));
}

std::size_t look_back::next(instant now, double jitter) {
  AVIARY_INVARIANT(in_use_ > 0, "there is one before");
  due_ = after(now, jitter);
  const auto asked = next_;
  next_ = (next_ + 1) % in_use_;
  return asked;
}

}  // namespace aviary
