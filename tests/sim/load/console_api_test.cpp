#include "sim/load/console_api.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <set>

#include "actors/system_entropy.hpp"
#include "messages/registration.hpp"

namespace aviary {
namespace {

const zone_name zone = *zone_name::parse("c.example.net");

/// A console as far as its API admits birds and shows its log.
class ConsoleApi : public testing::Test {
 protected:
  ask_api console() {
    return [this](const std::string& method, const std::string& path, const std::string& body) {
      return answer(method, path, body);
    };
  }

  result<api_answer, api_silence> answer(const std::string& method, const std::string& path,
                                         const std::string& body) {
    ++asked_;
    if (method == "POST") return admit(path, body);
    const auto after = path.find("after=");
    if (after == path.npos) return api_answer{200, R"({"incidents":[],"updated_id":41})"};
    const auto from = std::stoul(path.substr(after + 6));
    std::string page;
    for (auto at = from + 1; at <= std::min(from + 10, records_); ++at)
      page += R"({"position":)" + std::to_string(at) + R"(,"type":"t"})" + '\n';
    return api_answer{200, page};
  }

  result<api_answer, api_silence> admit(const std::string& path, const std::string& line) {
    EXPECT_EQ(path, "/api/v1/registrations");
    if (admitted_ >= admitted_max_) return api_answer{409, R"({"error":"full"})"};
    const auto request = parse_registration_request(line);
    EXPECT_TRUE(request);
    const auto tag = ++admitted_;
    const registration_answer told{keys_.open, {1}, {tag}, {}, zone};
    const auto sealed = seal_registration_answer(told, *request, fresh());
    json_object out;
    out["answer"] = *sealed;
    return api_answer{200, serialize_json(out)};
  }

  key_seed fresh() {
    return key_seed::filled_by([this](std::uint8_t* octets) {
      entropy_.fill({octets, key_seed::size});
    });
  }

  system_entropy entropy_;
  key_pair keys_ = make_key_pair(fresh());
  std::atomic<std::uint32_t> admitted_{0};
  std::uint32_t admitted_max_ = 1000;
  std::atomic<std::size_t> asked_{0};
  std::size_t records_ = 0;
};

TEST_F(ConsoleApi, AdmitsAsManyBirdsAsWanted) {
  std::size_t heard = 0;
  const auto birds =
      register_birds(console(), 100, entropy_, [&](std::size_t count) { heard = count; });
  ASSERT_TRUE(birds) << birds.error().what;
  std::set<std::uint32_t> tags;
  for (const auto& one : *birds) {
    tags.insert(one.tag.value);
    EXPECT_EQ(one.zone, zone);
  }
  EXPECT_EQ(tags.size(), 100u);
  EXPECT_EQ(heard, 100u);
  EXPECT_EQ(asked_, 100u);
}

TEST_F(ConsoleApi, TellsHowManyItBecameHoweverQuickItWas) {
  std::size_t heard = 7;
  EXPECT_TRUE(register_birds(console(), 0, entropy_, [&](std::size_t count) { heard = count; }));
  EXPECT_EQ(heard, 0u);
}

TEST_F(ConsoleApi, StopsWhereTheConsoleRefuses) {
  admitted_max_ = 10;
  const auto birds = register_birds(console(), 1000, entropy_, [](std::size_t) {});
  ASSERT_FALSE(birds);
  EXPECT_NE(birds.error().what.find("409"), std::string::npos);
  EXPECT_NE(birds.error().what.find("full"), std::string::npos);
  EXPECT_LE(asked_, 10 + registrations_at_once);
}

TEST_F(ConsoleApi, SaysThatNobodyAnswers) {
  const ask_api nobody = [](const auto&, const auto&, const auto&) {
    return result<api_answer, api_silence>(api_silence::not_running);
  };
  EXPECT_FALSE(register_birds(nobody, 1, entropy_, [](std::size_t) {}));
  EXPECT_FALSE(position_now(nobody));
  EXPECT_FALSE(read_log(nobody, 0, [](const json_object&) {}));
}

TEST_F(ConsoleApi, KnowsWhereTheLogStands) {
  EXPECT_EQ(*position_now(console()), 41u);
}

TEST_F(ConsoleApi, ReadsTheLogToItsEnd) {
  records_ = 25;
  std::vector<std::uint64_t> seen;
  const auto last = read_log(
      console(), 3, [&](const json_object& line) { seen.push_back(*find_uint(line, "position")); });
  ASSERT_TRUE(last);
  EXPECT_EQ(*last, 25u);
  ASSERT_EQ(seen.size(), 22u);
  EXPECT_EQ(seen.front(), 4u);
  EXPECT_EQ(seen.back(), 25u);
  EXPECT_EQ(asked_, 4u);
}

TEST_F(ConsoleApi, RefusesALogThatGoesInACircle) {
  const ask_api circle = [](const auto&, const auto&, const auto&) {
    return result<api_answer, api_silence>(api_answer{200, "{\"position\":1}\n"});
  };
  EXPECT_FALSE(read_log(circle, 0, [](const json_object&) {}));
}

}  // namespace
}  // namespace aviary
