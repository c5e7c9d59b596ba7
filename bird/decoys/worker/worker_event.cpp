#include "bird/decoys/worker/worker_event.hpp"

namespace aviary {
namespace {

enum kind : std::uint8_t {
  kind_client_version = 1,
  kind_key_offered = 2,
  kind_password_tried = 3,
  kind_user_named = 4,
};

class event_writer {
 public:
  explicit event_writer(kind of, bool cut) {
    out_.u8(of);
    out_.u8(cut ? 1 : 0);
  }

  event_writer& text(byte_view octets, std::size_t octets_max) {
    if (octets.size() > octets_max) datagram_[1] = 1;
    const auto kept = octets.first(std::min(octets.size(), octets_max));
    out_.u32(static_cast<std::uint32_t>(kept.size()));
    out_.octets(kept);
    return *this;
  }

  bytes take() { return std::move(datagram_); }

 private:
  bytes datagram_;
  byte_writer out_{datagram_};
};

bytes read_octets(byte_reader& in) {
  const auto octets = in.octets(in.u32());
  return {octets.begin(), octets.end()};
}

std::string read_string(byte_reader& in) {
  return std::string(as_text(in.octets(in.u32())));
}

}  // namespace

std::string_view describe(worker_event_error error) {
  switch (error) {
    case worker_event_error::unknown_kind:
      return "an unknown kind of worker event";
    case worker_event_error::too_short:
      return "a worker event that ends too early";
    case worker_event_error::too_long:
      return "a worker event with octets left over";
  }
  return "an unknown error";
}

bytes encode(const worker_event& event) {
  if (const auto* version = std::get_if<client_version>(&event.what))
    return event_writer(kind_client_version, event.cut)
        .text(version->text, version_octets_max)
        .take();
  if (const auto* key = std::get_if<key_offered>(&event.what))
    return event_writer(kind_key_offered, event.cut)
        .text(key->user, user_octets_max)
        .text(as_bytes(key->type), key_text_octets_max)
        .text(as_bytes(key->fingerprint), key_text_octets_max)
        .text(as_bytes(key->base64), key_text_octets_max)
        .take();
  if (const auto* named = std::get_if<user_named>(&event.what))
    return event_writer(kind_user_named, event.cut).text(named->user, user_octets_max).take();
  const auto& tried = std::get<password_tried>(event.what);
  return event_writer(kind_password_tried, event.cut)
      .text(tried.user, user_octets_max)
      .text(tried.password, password_octets_max)
      .take();
}

result<worker_event, worker_event_error> decode_worker_event(byte_view datagram) {
  byte_reader in(datagram);
  const auto of = in.u8();
  worker_event event;
  event.cut = in.u8() != 0;
  switch (of) {
    case kind_client_version:
      event.what = client_version{read_octets(in)};
      break;
    case kind_key_offered: {
      key_offered key;
      key.user = read_octets(in);
      key.type = read_string(in);
      key.fingerprint = read_string(in);
      key.base64 = read_string(in);
      event.what = std::move(key);
      break;
    }
    case kind_password_tried: {
      password_tried tried;
      tried.user = read_octets(in);
      tried.password = read_octets(in);
      event.what = std::move(tried);
      break;
    }
    case kind_user_named:
      event.what = user_named{read_octets(in)};
      break;
    default:
      return in.ok() ? worker_event_error::unknown_kind : worker_event_error::too_short;
  }
  if (!in.ok()) return worker_event_error::too_short;
  if (!in.complete()) return worker_event_error::too_long;
  return event;
}

}  // namespace aviary
