#include "console/accounts/password_desk.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace aviary {
namespace {

constexpr password_salt salt{1};

template <class Value>
class told {
 public:
  std::function<void(Value)> slot() {
    return [this](Value value) { promise_.set_value(std::move(value)); };
  }
  Value get() { return promise_.get_future().get(); }

 private:
  std::promise<Value> promise_;
};

TEST(PasswordDesk, HashesAndChecks) {
  password_desk desk(password_cost::least());
  told<std::optional<std::string>> hashed;
  ASSERT_TRUE(desk.hash("correct horse", salt, hashed.slot()));
  const auto hash = *hashed.get();
  told<std::optional<bool>> right, wrong, nobody;
  desk.check("correct horse", hash, right.slot());
  desk.check("correct house", hash, wrong.slot());
  desk.check("", "", nobody.slot());
  EXPECT_EQ(right.get(), true);
  EXPECT_EQ(wrong.get(), false);
  EXPECT_EQ(nobody.get(), false) << "the password of nobody is nobody's";
}

TEST(PasswordDesk, RefusesTheOneTooMany) {
  std::promise<void> go;
  const auto gone = go.get_future().share();
  std::atomic<int> told = 0;
  password_desk desk(password_cost::least());
  std::size_t taken = 0;
  while (desk.check("a", "", [gone, &told](auto) {
    gone.wait();
    ++told;
  }))
    ++taken;
  EXPECT_GE(taken, password_desk::waiting_max);
  EXPECT_LE(taken, password_desk::waiting_max + password_desk::threads_count);
  go.set_value();
  while (told < static_cast<int>(taken)) std::this_thread::yield();
}

TEST(PasswordDesk, EndsWithWhoeverStillWaits) {
  password_desk desk(password_cost::least());
  for (int i = 0; i < 20; ++i) desk.check("a", "", [](auto) {});
  desk.stop();
  desk.stop();
}

}  // namespace
}  // namespace aviary
