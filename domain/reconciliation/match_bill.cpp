#include "domain/reconciliation/match_bill.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include "domain/reconciliation/number_map.hpp"

namespace fenrun {
namespace {

// What a day's bill and those of the days beside it say of one row.
struct BilledEntry {
  std::int64_t lines = 0;         // of the day
  std::int64_t beside_lines = 0;  // of the days beside it
  std::int64_t flow = 0;
  std::int64_t flow_before = 0;
  std::int64_t flow_after = 0;
};

// Of the day's bill, which has a million rows; what the bills beside have of them is little and kept apart.
struct BilledHere {
  std::int64_t flow = 0;
  std::int64_t lines = 0;
};
struct BilledBeside {
  std::int64_t lines = 0;
  std::int64_t flow_before = 0;
  std::int64_t flow_after = 0;
};

enum class Agreement { agrees, beside, state, amount, missing };

Agreement judge(const OurEntry& ours, const BilledEntry& billed) {
  if (billed.lines == 0) {
    if (!ours.is_of_day || ours.expected != Expected::moved) return Agreement::agrees;
    return billed.beside_lines > 0 ? Agreement::beside : Agreement::missing;
  }
  // Its own line is in an earlier bill: this is money that moved again.
  if (ours.is_long_paid) return Agreement::amount;
  const std::int64_t paid = billed.flow + billed.flow_before;
  const std::int64_t wanted = ours.expected == Expected::not_moved ? 0 : ours.flow.value;
  if (paid == wanted || paid + billed.flow_after == wanted) return Agreement::agrees;
  if (ours.expected == Expected::either && paid == 0) return Agreement::agrees;
  return paid == 0 || ours.expected == Expected::not_moved ? Agreement::state : Agreement::amount;
}

bool is_settled_right(const OurEntry& ours) {
  if (!ours.is_in_ledger) return true;
  if (ours.expected != Expected::moved) return !ours.settled;
  return ours.settled && ours.settled->value == -ours.flow.value;
}

// Lines of kinds that are nothing of ours on the account that buyers pay into.
bool is_outside(BillKind account, LineKind kind) {
  if (account != BillKind::basic) return false;
  return kind == LineKind::fee || kind == LineKind::top_up || kind == LineKind::bank_payout ||
         kind == LineKind::sharing;
}

DifferenceClass class_of_stranger(BillKind account, LineKind kind) {
  if (account != BillKind::operation) {
    const bool is_made_by_us = kind == LineKind::payment || kind == LineKind::refund;
    return is_made_by_us ? DifferenceClass::not_ours : DifferenceClass::unknown_line;
  }
  switch (kind) {
    case LineKind::transfer:
      return DifferenceClass::not_ours;
    case LineKind::fee:
    case LineKind::top_up:
    case LineKind::bank_payout:
      return DifferenceClass::to_explain;
    default:
      return DifferenceClass::unknown_line;
  }
}

class BillMatcher {
 public:
  explicit BillMatcher(const BillMatch& bill) : bill_(bill), here_(bill.ours->size()) {}

  MatchedBill match() {
    read_beside(bill_.before, &BilledBeside::flow_before);
    read_beside(bill_.after, &BilledBeside::flow_after);
    bill_.before([this](const BillLine& line) { seen_.add(line.fund_number, 0); });
    bill_.lines([this](const BillLine& line) { read_line(line); });
    for (const auto& [fund_number, difference] : duplicates_) add(difference);
    for (std::size_t place = 0; place < here_.size(); ++place) {
      judge_entry(bill_.ours->entry(place), billed(place));
    }
    std::ranges::sort(differences_, {}, [](const Difference& one) {
      return std::tuple<DifferenceClass, std::string_view>(one.kind, one.key);
    });
    figures_.differences = std::ssize(differences_);
    return {figures_, std::move(differences_)};
  }

 private:
  // A fee carries the numbers of what it was charged for, and is none of it.
  [[nodiscard]] std::optional<std::size_t> find_ours(const BillLine& line) const {
    if (line.kind == LineKind::fee) return std::nullopt;
    return bill_.ours->find(line);
  }

  [[nodiscard]] BilledEntry billed(std::size_t place) const {
    BilledEntry billed;
    billed.lines = here_[place].lines;
    billed.flow = here_[place].flow;
    const auto beside = beside_.find(place);
    if (beside == beside_.end()) return billed;
    billed.beside_lines = beside->second.lines;
    billed.flow_before = beside->second.flow_before;
    billed.flow_after = beside->second.flow_after;
    return billed;
  }

  void read_beside(const BillLines& lines, std::int64_t BilledBeside::*flow) {
    lines([this, flow](const BillLine& line) {
      const auto place = find_ours(line);
      if (!place) return;
      BilledBeside& beside = beside_[*place];
      ++beside.lines;
      beside.*flow += flow_of(line).value;
    });
  }

  void read_line(const BillLine& line) {
    ++figures_.lines;
    (line.is_income ? figures_.income : figures_.expense).value += line.amount.value;
    if (!seen_.add(line.fund_number, 0).is_new) return note_duplicate(line);
    if (const auto place = find_ours(line)) {
      ++here_[*place].lines;
      here_[*place].flow += flow_of(line).value;
    } else if (is_outside(bill_.account, line.kind)) {
      ++figures_.outside;
      figures_.outside_sum.value += flow_of(line).value;
    } else {
      note_stranger(line);
    }
  }

  // However often it is repeated, one difference.
  void note_duplicate(const BillLine& line) {
    auto& difference = duplicates_[line.fund_number];
    if (difference.key.empty()) difference = difference_of(DifferenceClass::duplicate_line, line);
    difference.billed = Fen{difference.billed.value_or(Fen{}).value + flow_of(line).value};
  }

  void note_stranger(const BillLine& line) {
    Difference difference = difference_of(class_of_stranger(bill_.account, line.kind), line);
    difference.billed = flow_of(line);
    if (bill_.account == BillKind::operation) difference.unbooked = flow_of(line);
    add(std::move(difference));
  }

  [[nodiscard]] Difference difference_of(DifferenceClass kind, const BillLine& line) const {
    Difference difference;
    difference.kind = kind;
    difference.account = bill_.account;
    difference.key = line.fund_number;
    difference.number = line.voucher_number;
    difference.channel_number = line.channel_number;
    difference.note = line.business;
    return difference;
  }

  void judge_entry(const OurEntry& ours, const BilledEntry& billed) {
    const Agreement agreement = judge(ours, billed);
    const bool is_here = billed.lines > 0;
    if (is_here && agreement == Agreement::agrees) {
      ++figures_.matched;
      figures_.matched_sum.value += std::abs(billed.flow);
    }
    if (agreement == Agreement::beside) ++figures_.beside;
    if (agreement == Agreement::missing) add(difference_of(DifferenceClass::missing_in_bill, ours, billed));
    if (agreement == Agreement::state) add(difference_of(DifferenceClass::state_differs, ours, billed));
    if (agreement == Agreement::amount) add(difference_of(DifferenceClass::amount_differs, ours, billed));
    // On the day whose bill has it, or should.
    const bool is_judged_here = is_here || (ours.is_of_day && agreement != Agreement::beside);
    if (!is_judged_here || is_settled_right(ours)) return;
    Difference difference = difference_of(DifferenceClass::ledger_differs, ours, billed);
    difference.note += ours.settled ? "; settled " + std::to_string(ours.settled->value) : "; not settled";
    add(std::move(difference));
  }

  [[nodiscard]] Difference difference_of(DifferenceClass kind, const OurEntry& ours,
                                         const BilledEntry& billed) const {
    Difference difference;
    difference.kind = kind;
    difference.account = bill_.account;
    difference.key = ours.number;
    difference.number = ours.number;
    difference.channel_number = ours.channel_number;
    difference.ours = ours.flow;
    if (billed.lines > 0) difference.billed = Fen{billed.flow + billed.flow_before};
    difference.note = ours.state;
    if (ours.is_long_paid) difference.note += "; its own line is days before";
    return difference;
  }

  void add(Difference difference) { differences_.push_back(std::move(difference)); }

  const BillMatch& bill_;
  NumberMap seen_;  // lines, of the day before too
  std::vector<BilledHere> here_;
  std::unordered_map<std::size_t, BilledBeside> beside_;
  std::map<std::string, Difference> duplicates_;
  BillFigures figures_;
  std::vector<Difference> differences_;
};

}  // namespace

MatchedBill match_bill(const BillMatch& bill) { return BillMatcher(bill).match(); }

}  // namespace fenrun
