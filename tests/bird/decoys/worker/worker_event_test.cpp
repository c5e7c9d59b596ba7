#include "bird/decoys/worker/worker_event.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace aviary {
namespace {

bytes octets_of(std::string_view text) {
  const auto octets = as_bytes(text);
  return {octets.begin(), octets.end()};
}

TEST(WorkerEvent, layout_is_as_drawn) {
  const worker_event event{password_tried{octets_of("root"), octets_of("pw")}};
  EXPECT_EQ(encode(event), octets_of(std::string_view("\x03\x00\0\0\0\x04root\0\0\0\x02pw", 16)));
}

TEST(WorkerEvent, every_kind_comes_back_as_it_went) {
  EXPECT_TRUE(rc::check([](const bytes& a, const bytes& b, const std::string& c, bool cut) {
    const worker_event all[] = {{client_version{a}, cut},
                                {key_offered{a, c, c, c}, cut},
                                {password_tried{a, b}, cut},
                                {user_named{b}, cut}};
    for (const auto& event : all) {
      const auto decoded = decode_worker_event(encode(event));
      RC_ASSERT(decoded.has_value());
      RC_ASSERT(*decoded == event);
    }
  }));
}

TEST(WorkerEvent, texts_beyond_their_limit_are_cut_and_say_so) {
  const bytes longest(password_octets_max, 'x');
  const worker_event fits{password_tried{bytes(user_octets_max, 'u'), longest}};
  EXPECT_EQ(encode(fits).size(), worker_event_octets_max);
  EXPECT_EQ(*decode_worker_event(encode(fits)), fits);

  const worker_event longer{password_tried{bytes(user_octets_max + 1, 'u'), longest}};
  const worker_event cut{std::get<password_tried>(fits.what), true};
  EXPECT_EQ(*decode_worker_event(encode(longer)), cut);
}

TEST(WorkerEvent, a_conquered_worker_gets_an_error_with_a_name) {
  const auto error_of = [](std::string_view datagram) {
    return decode_worker_event(as_bytes(datagram)).error();
  };
  EXPECT_EQ(error_of(""), worker_event_error::too_short);
  EXPECT_EQ(error_of("\x04"), worker_event_error::too_short);
  EXPECT_EQ(error_of("\x09x"), worker_event_error::unknown_kind);
  EXPECT_EQ(error_of({"\x04\0\xff\xff\xff\xffroot", 10}), worker_event_error::too_short);
  EXPECT_EQ(error_of({"\x04\0\0\0\0\x04root!", 11}), worker_event_error::too_long);
  EXPECT_TRUE(rc::check([](const bytes& anything) {
    const auto event = decode_worker_event(anything);
    if (event) RC_ASSERT(decode_worker_event(encode(*event)).has_value());
    if (!event) RC_ASSERT(!describe(event.error()).empty());
  }));
}

}  // namespace
}  // namespace aviary
