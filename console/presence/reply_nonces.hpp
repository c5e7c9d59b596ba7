#pragma once

#include <optional>

#include "actors/ports.hpp"
#include "messages/sealed_message.hpp"

// The nonces of the REPLYs that one batch brings about: 24 octets are drawn for the first, and the
// others count on from there. A draw is a system call of a microsecond, a tenth of what a heartbeat
// costs. Nothing is kept from one batch to the next: a machine that is put back with its memory
// draws anew, as far as its kernel does.

namespace aviary {

class reply_nonces {
 public:
  explicit reply_nonces(entropy_port& entropy) : entropy_(entropy) {}
  reply_nonces(const reply_nonces&) = delete;
  reply_nonces& operator=(const reply_nonces&) = delete;

  box_nonce next() {
    if (!drawn_) {
      entropy_.fill(drawn_.emplace().value);
    } else {
      for (auto& octet : drawn_->value)
        if (++octet != 0) break;  // the carry
    }
    return *drawn_;
  }

 private:
  entropy_port& entropy_;
  std::optional<box_nonce> drawn_;
};

}  // namespace aviary
