#include "server/api/passwords.hpp"

#include "base/crypto/password.hpp"
#include "base/metrics.hpp"
#include "server/await.hpp"

namespace fenrun::server {
namespace {

constexpr std::chrono::seconds kWaitMax{10};

// Each hash is a login or a change of a password: as many as there are, as much time is spent on them.
void count_hash() {
  static const metrics::Counter hashes =
      metrics::counter("fenrun_password_hashes_total", "Password hashes computed");
  hashes.add();
}

template <class T>
Result<T> as_too_many(Result<T> result) {
  if (result.refused_with(kBusy)) return Error(kPasswordsBusy).retry_after(std::chrono::seconds(5));
  return result;
}

}  // namespace

boost::asio::awaitable<Result<bool>> check_password(const Call& call, std::string password,
                                                    std::string stored) {
  std::function<bool(PasswordWorker&)> work = [&](PasswordWorker&) {
    count_hash();
    return crypto::verify_password(password, call.app.password_pepper, stored);
  };
  const auto deadline = call.app.clock.steady() + kWaitMax;
  Result<bool> is_right = co_await on_pool<bool, PasswordWorker>(call.app.passwords, deadline, work);
  co_return as_too_many(std::move(is_right));
}

boost::asio::awaitable<Result<std::string>> hash_new_password(const Call& call, std::string password) {
  const auto salt = call.app.random.bytes<16>();
  std::function<std::string(PasswordWorker&)> work = [&](PasswordWorker&) {
    count_hash();
    return crypto::hash_password(password, call.app.password_pepper, salt, call.app.options.password_cost);
  };
  const auto deadline = call.app.clock.steady() + kWaitMax;
  Result<std::string> stored =
      co_await on_pool<std::string, PasswordWorker>(call.app.passwords, deadline, work);
  co_return as_too_many(std::move(stored));
}

}  // namespace fenrun::server
