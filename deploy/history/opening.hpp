// The shop as it opened: dealers with their codes, goods, another shop that pushes its orders, and a
// commission plan, dated back. Dealers and the other shop are rows, everything else goes through the stories
// that people begin.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "deploy/history/desk.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "tests/support/realistic_load.hpp"

namespace fenrun::history {

inline constexpr std::string_view kSourceCode = "flagship";

struct Seller {
  DealerId id;
  std::string public_id;
  flows::ReferralTouch touch;  // what a customer scans
};

struct Opening {
  std::vector<Seller> sellers;         // by the load's number; 0 is nobody
  std::vector<std::string> sku_codes;  // by the load's number; 0 is nothing
  StaffId operations;
};

// By the load's number.
std::string openid_of_dealer(std::size_t number);

// Whether nobody has begun anything in this shop.
bool is_untouched(Desk& desk);

// Dealers join in the ten days before `begin`, when the plan comes into force. Throws std::runtime_error when
// the staff "operator" or "finance" are missing.
Opening open_shop(Desk& desk, const testing::RealisticLoad& load, Instant begin);

// Throws std::runtime_error when there is nobody of that name.
StaffId staff_named(Desk& desk, const std::string& name);

// Somebody signs in for the first time and is a dealer from `at` on, with a code that customers scan.
Seller join_dealer(Desk& desk, const std::string& openid, const std::string& name, DealerId parent,
                   Instant at);

// Another shop, whose secret nobody learns. Throws std::runtime_error when there is one of that code.
void register_source(Desk& desk, const std::string& code, const std::string& name, StaffId who, Instant at);

// A consumer signs in for the first time. `touch`: what was scanned.
struct Visitor {
  ConsumerId id;
  std::string public_id;
};
Visitor sign_in(Desk& desk, const std::string& openid, const std::optional<flows::ReferralTouch>& touch,
                Instant at);

}  // namespace fenrun::history
