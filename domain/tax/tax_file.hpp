// The files for the tax office: what was paid to whom in a month, with the tax withheld from it, and in a
// quarter.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"
#include "domain/ledger/month.hpp"
#include "domain/tax/tax.hpp"

namespace fenrun {

inline constexpr ErrorCode kTaxPeriodInvalid{ErrorKind::invalid, "tax_file.period_invalid",
                                             "期间格式须为 2026-11 或 2026-Q4",
                                             "The period must be written as 2026-11 or 2026-Q4"};
inline constexpr ErrorCode kTaxPeriodInFuture{ErrorKind::refused, "tax_file.period_in_future",
                                              "该期间尚未开始", "The period has not begun"};
inline constexpr ErrorCode kTaxFileDisagrees{
    ErrorKind::conflict, "tax_file.disagrees", "代扣税额与总账不一致，请先核对总账再导出",
    "The tax withheld is not what the ledger says: verify the ledger first"};

struct TaxPeriod {
  std::string text;
  Period span;
  bool is_quarter = false;
};

// "2026-11" or "2026-Q4", of the years 2000 to 2999, in China's time; nothing for any other form.
std::optional<TaxPeriod> parse_tax_period(std::string_view text);

// What a dealer was paid: withdrawals that were asked for in the period and have been paid since.
struct TaxFileRow {
  DealerId dealer;
  std::int64_t payments = 0;
  Fen gross;
  Fen tax;
  Fen net;
  TaxRecord last;  // of the last of them
  Fen last_gross;
};

// How the tax of a row comes about: on all income of the method's period up to the last payment.
struct TaxBasis {
  Fen income;
  Fen expenses;  // flat: 800 yuan or a fifth
  Fen basic;     // cumulative: 5,000 yuan for each month
  Fen taxable;   // rounded half up to the fen
  Fen due;       // on all of it
  Fen withheld;  // from all of it
};
TaxBasis tax_basis(const TaxFileRow& row);

struct TaxFileTotal {
  std::int64_t people = 0;
  std::int64_t payments = 0;
  Fen gross;
  Fen tax;
  Fen net;
  std::int64_t unknown_people = 0;  // who have not said who they are
  std::int64_t open = 0;            // withdrawals of the period that have not ended
  Fen ledger_tax;                   // withheld from the same withdrawals by the ledger
};

}  // namespace fenrun
