#include "messages/request.hpp"

#include <algorithm>
#include <type_traits>

#include "messages/invariant.hpp"
#include "messages/put_octets.hpp"

namespace aviary {
namespace {

constexpr unsigned salts = 32;
constexpr unsigned index_bits = 12;
constexpr std::uint32_t index_mask = (1u << index_bits) - 1;
static_assert(fragments_max == index_mask + 1);

/// Where the MAC stands in the payload of a type; nothing for a one-shot.
std::optional<std::size_t> mac_offset(request_type type) {
  switch (type) {
    case request_type::one_shot:
      break;
    case request_type::fragment:
      return fragment_header_octets - short_mac::size;
    case request_type::pull:
      return pull_octets - short_mac::size;
    case request_type::hello:
      return hello_header_octets - short_mac::size;
  }
  return std::nullopt;
}

}  // namespace

// -- counters -------------------------------------------------------------------------------------

counter restore_counter(counter_low low, counter nearest) {
  constexpr std::uint64_t period = std::uint64_t{1} << 32;
  // The next value with these low bits is `up` above `nearest`, the one before it a period lower.
  // At the ends of the 64 bits only one of the two exists.
  const std::uint64_t up = (low.value - nearest.value) & (period - 1);
  const auto above = nearest.value + up;
  const bool above_exists = above >= nearest.value;
  const bool below_exists = !above_exists || above >= period;
  if (above_exists && (up <= period / 2 || !below_exists)) return {above};
  return {above - period};
}

// -- the bird's side ------------------------------------------------------------------------------
namespace {

/// Fills the payload of a name.
class payload_writer {
 public:
  payload_writer(unpacked_name& name, const zone_name& zone)
      : name_(name), room_(name_payload_octets(zone.wire().size(), name_octets_max)) {
    name_.size = 0;
  }
  void uint(std::uint64_t value, std::size_t count) {
    AVIARY_INVARIANT(name_.size + count <= room_, "the payload fits a name");
    for (std::size_t i = count; i-- > 0;)
      name_.octets[name_.size++] = static_cast<std::uint8_t>(value >> (8 * i));
  }
  void octets(byte_view value) {
    AVIARY_INVARIANT(name_.size + value.size() <= room_, "the payload fits a name");
    put_octets(value, name_.octets.data() + name_.size);
    name_.size = static_cast<std::uint8_t>(name_.size + value.size());
  }
  void zeros_up_to(std::size_t size) {
    AVIARY_INVARIANT(name_.size <= size && size <= room_, "a hello holds its header");
    while (name_.size < size) name_.octets[name_.size++] = 0;
  }

 private:
  unpacked_name& name_;
  std::size_t room_;
};

request_type type_of(const bird_request& wanted) {
  constexpr std::array types = {request_type::one_shot, request_type::fragment, request_type::pull,
                                request_type::pull, request_type::hello};
  static_assert(std::variant_size_v<decltype(bird_request::body)> == types.size());
  return types[wanted.body.index()];
}

/// What stands between the bird tag and the attempt.
void put_fields(payload_writer& out, const bird_request& wanted) {
  if (const auto* one_shot = std::get_if<one_shot_request>(&wanted.body)) {
    out.uint(one_shot->at.value, 4);
  } else if (const auto* fragment = std::get_if<fragment_request>(&wanted.body)) {
    AVIARY_INVARIANT(fragment->index <= fragment->last && fragment->last.value <= index_mask &&
                         !fragment->payload.empty(),
                     "a fragment of a message");
    out.uint(fragment->at.value, 4);
    out.uint(std::uint32_t{fragment->index.value} << index_bits | fragment->last.value, 3);
  } else if (const auto* pull = std::get_if<pull_request>(&wanted.body)) {
    AVIARY_INVARIANT(pull->segment.value < segment_number_status, "the last number means status");
    out.uint(pull->object.value, 4);
    out.uint(pull->segment.value, 3);
  } else if (const auto* status = std::get_if<status_request>(&wanted.body)) {
    out.uint(status->at.value, 4);
    out.uint(segment_number_status, 3);
  } else {
    const auto& hello = std::get<hello_request>(wanted.body);
    AVIARY_INVARIANT(hello.name_octets <= name_octets_max, "a name");
    out.uint(hello.random, 4);
    out.uint(hello.name_octets, 2);
  }
}

/// What stands behind the MAC.
void put_payload(payload_writer& out, const bird_request& wanted, const zone_name& zone) {
  if (const auto* one_shot = std::get_if<one_shot_request>(&wanted.body))
    out.octets(one_shot->sealed);
  else if (const auto* fragment = std::get_if<fragment_request>(&wanted.body))
    out.octets(fragment->payload);
  else if (const auto* hello = std::get_if<hello_request>(&wanted.body))
    out.zeros_up_to(name_payload_octets(zone.wire().size(), hello->name_octets));
}

}  // namespace

encoded_request encode_request(const bird_request& wanted, const zone_name& zone,
                               const fragment_key& key) {
  AVIARY_INVARIANT(wanted.attempt.value < salts, "a salt has 5 bits");
  unpacked_name name;
  name.control = {protocol_version, wanted.mode, type_of(wanted)};
  payload_writer out(name, zone);
  out.uint(wanted.bird.value, 4);
  put_fields(out, wanted);
  out.uint(unsigned{wanted.attempt.value} << 3 | static_cast<unsigned>(wanted.code), 1);
  const auto mac_at = mac_offset(name.control.type);
  if (mac_at) out.uint(0, short_mac::size);
  put_payload(out, wanted, zone);

  const auto query = query_mac(name, zone, key);
  if (mac_at) put_octets(query.value, name.octets.data() + *mac_at);
  return {pack_name(name.control, name.payload(), zone), query};
}

// -- the name server's side -----------------------------------------------------------------------

std::string_view describe(request_error error) {
  switch (error) {
    case request_error::too_short:
      return "a payload that ends within its fields";
    case request_error::trailing_octets:
      return "octets behind the last field";
    case request_error::reserved_answer_code:
      return "an answer code that is not in use";
    case request_error::index_beyond_last:
      return "a fragment behind the last one";
    case request_error::empty_fragment:
      return "a fragment without octets";
    case request_error::hello_length:
      return "a hello of another length than it says";
    case request_error::hello_padding:
      return "a hello filled with other octets than zeros";
  }
  return "unknown";
}

namespace {

short_mac read_mac(byte_reader& in) {
  short_mac mac;
  put_octets(in.octets(short_mac::size), mac.value.data());
  return mac;
}

/// Reads the attempt octet into `out`; false when its answer code is reserved.
bool read_attempt(byte_reader& in, bird_request& out) {
  const auto octet = in.u8();
  out.attempt = {static_cast<std::uint8_t>(octet >> 3)};
  out.code = static_cast<answer_code>(octet & 7);
  return (octet & 7) < answer_codes;
}

result<received_request, request_error> decode_one_shot(byte_reader in, received_request out) {
  one_shot_request body;
  body.at = {in.u32()};
  const bool code_known = read_attempt(in, out.value);
  body.sealed = in.rest();
  if (body.sealed.size() < sealed_overhead_octets) return request_error::too_short;
  if (!code_known) return request_error::reserved_answer_code;
  out.value.body = body;
  return out;
}

result<received_request, request_error> decode_fragment(byte_reader in, received_request out) {
  fragment_request body;
  body.at = {in.u32()};
  const auto indexes = in.uint(3);
  body.index = {static_cast<std::uint16_t>(indexes >> index_bits)};
  body.last = {static_cast<std::uint16_t>(indexes & index_mask)};
  const bool code_known = read_attempt(in, out.value);
  out.mac = read_mac(in);
  body.payload = in.rest();
  if (!in.ok()) return request_error::too_short;
  if (!code_known) return request_error::reserved_answer_code;
  if (body.index > body.last) return request_error::index_beyond_last;
  if (body.payload.empty()) return request_error::empty_fragment;
  out.value.body = body;
  return out;
}

/// A pull, or a status where the segment number says so.
result<received_request, request_error> decode_pull(byte_reader in, received_request out) {
  const auto object_or_counter = in.u32();
  const auto segment = static_cast<std::uint32_t>(in.uint(3));
  const bool code_known = read_attempt(in, out.value);
  out.mac = read_mac(in);
  if (!in.ok()) return request_error::too_short;
  if (!in.complete()) return request_error::trailing_octets;
  if (!code_known) return request_error::reserved_answer_code;
  if (segment == segment_number_status)
    out.value.body = status_request{{object_or_counter}};
  else
    out.value.body = pull_request{{object_or_counter}, {segment}};
  return out;
}

result<received_request, request_error> decode_hello(byte_reader in, received_request out,
                                                     std::size_t payload_octets,
                                                     const zone_name& zone) {
  hello_request body;
  body.random = in.u32();
  body.name_octets = in.u16();
  const bool code_known = read_attempt(in, out.value);
  out.mac = read_mac(in);
  const auto padding = in.rest();
  if (!in.ok()) return request_error::too_short;
  if (!code_known) return request_error::reserved_answer_code;
  if (body.name_octets > name_octets_max ||
      payload_octets != name_payload_octets(zone.wire().size(), body.name_octets))
    return request_error::hello_length;
  if (std::ranges::any_of(padding, [](auto octet) { return octet != 0; }))
    return request_error::hello_padding;
  out.value.body = body;
  return out;
}

}  // namespace

std::optional<bird_tag> tag_of(byte_view name, const zone_name& zone) {
  // The control character, then the tag in the upper 32 of 35 bits. The label is full, or the only
  // one and holds at least the shortest header.
  constexpr std::size_t tag_characters = 7;
  constexpr unsigned bits_behind = 3;
  constexpr std::size_t label_octets_min = 1 + base32_characters(hello_header_octets);
  const auto label = zone.child_label(name);
  if (label.size() < label_octets_min) return std::nullopt;
  const auto control = base32_value(label.front());
  std::uint8_t seen = control;
  std::uint64_t bits = 0;
  for (const auto character : label.subspan(1, tag_characters)) {
    const auto value = base32_value(character);
    seen |= value;
    bits = bits << 5 | value;
  }
  if (seen > 31 || name_control::of(control).version != protocol_version) return std::nullopt;
  return bird_tag{static_cast<std::uint32_t>(bits >> bits_behind)};
}

result<received_request, request_error> decode_request(const unpacked_name& name,
                                                       const zone_name& zone) {
  byte_reader in(name.payload());
  received_request out;
  out.value.mode = name.control.mode;
  out.value.bird = {in.u32()};
  switch (name.control.type) {
    case request_type::one_shot:
      return decode_one_shot(in, out);
    case request_type::fragment:
      return decode_fragment(in, out);
    case request_type::pull:
      return decode_pull(in, out);
    case request_type::hello:
      break;
  }
  return decode_hello(in, out, name.size, zone);
}

short_mac query_mac(const unpacked_name& name, const zone_name& zone, const fragment_key& key) {
  std::array<std::uint8_t, zone_octets_max + 1 + name_payload_octets_max> text;
  auto* out = put_octets(zone.wire(), text.data());
  *out++ = name.control.value();
  const auto payload = name.payload();
  const auto mac_at = mac_offset(name.control.type);
  const auto head = mac_at ? payload.first(std::min(*mac_at, payload.size())) : payload;
  out = put_octets(head, out);
  if (mac_at && *mac_at + short_mac::size < payload.size())
    out = put_octets(payload.subspan(*mac_at + short_mac::size), out);
  return sip_hash(key.view(), byte_view(text.data(), out));
}

std::optional<short_mac> verify_request(const received_request& received, const unpacked_name& name,
                                        const zone_name& zone, const fragment_key& key) {
  const auto query = query_mac(name, zone, key);
  if (received.mac && !same_mac(*received.mac, query)) return std::nullopt;
  return query;
}

}  // namespace aviary
