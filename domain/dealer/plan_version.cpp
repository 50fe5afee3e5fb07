#include "domain/dealer/plan_version.hpp"

namespace fenrun {

void PlanVersion::add(const BranchMap& tree, const Move& move) {
  for (const auto& id : {move.dealer, move.new_parent}) {
    add_number(id ? id->value : -1);
    const TreeNode* node = id ? tree.find(*id) : nullptr;
    add_number(node == nullptr ? -1 : node->version);
  }
}

void PlanVersion::add(const MoveOutcome& row) {
  for (const std::int64_t number : {row.dealer.value, row.from_parent.value, row.to_parent.value})
    add_number(number);
  for (const int level : {row.from_level, row.to_level}) add_number(level);
  add_number(static_cast<std::int64_t>(row.branch_size));
  add_number(row.refusal == nullptr ? 0 : 1);
}

void PlanVersion::add(const PlaceChange& change) {
  add_number(change.dealer.value);
  add_number(change.parent_id.value);
  add_number(change.level);
}

void PlanVersion::add(std::string_view version) {
  for (const char digit : version) add_number(digit);
}

std::string PlanVersion::text() const {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text(16, '0');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = kDigits[(hash_ >> (60 - 4 * i)) & 0xFU];
  return text;
}

void PlanVersion::add_number(std::int64_t number) {
  auto rest = static_cast<std::uint64_t>(number);
  for (int byte = 0; byte < 8; ++byte) {
    hash_ = (hash_ ^ (rest & 0xFFU)) * 0x100000001b3U;  // FNV's prime
    rest >>= 8U;
  }
}

}  // namespace fenrun
