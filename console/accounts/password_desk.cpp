#include "console/accounts/password_desk.hpp"

#include <utility>

namespace aviary {

password_desk::password_desk(password_cost cost)
    : cost_(cost), nobodys_(hash_password({}, {}, cost).value_or("")) {
  for (std::size_t i = 0; i < threads_count; ++i) threads_.emplace_back([this] { run(); });
}

void password_desk::stop() {
  {
    const std::lock_guard held(guard_);
    closing_ = true;
  }
  asked_.notify_all();
  for (auto& one : threads_) one.join();
  threads_.clear();
}

bool password_desk::check(std::string password, std::string hashed,
                          std::function<void(std::optional<bool>)> told) {
  return ask(
      [this, password = std::move(password), hashed = std::move(hashed), told = std::move(told)] {
        const auto right = is_password(password, hashed.empty() ? nobodys_ : hashed);
        told(right && hashed.empty() ? std::optional(false) : right);
      });
}

bool password_desk::hash(std::string password, const password_salt& salt,
                         std::function<void(std::optional<std::string>)> told) {
  return ask([this, password = std::move(password), salt, told = std::move(told)] {
    told(hash_password(password, salt, cost_));
  });
}

bool password_desk::ask(std::function<void()> work) {
  {
    const std::lock_guard held(guard_);
    if (waiting_.size() >= waiting_max) return false;
    waiting_.push_back(std::move(work));
  }
  asked_.notify_one();
  return true;
}

void password_desk::run() {
  std::unique_lock held(guard_);
  while (true) {
    asked_.wait(held, [this] { return closing_ || !waiting_.empty(); });
    if (closing_) return;
    const auto work = std::move(waiting_.front());
    waiting_.pop_front();
    held.unlock();
    work();
    held.lock();
  }
}

}  // namespace aviary
