#include "wechat/emulator/core/codes.hpp"

namespace fenrun::emulator {
namespace {

// Kept this long past their end, so that a late look at the books can still tell what a code was.
constexpr std::chrono::minutes kKept{10};

}  // namespace

std::string CodeBook::issue(std::size_t length, Code code, Moment moment) {
  forget_old(moment.now);
  code.expires = moment.now + kLife;
  code.is_used = false;
  auto text = "0" + random_text(length - 1, moment.random);
  codes_.insert_or_assign(text, std::move(code));
  in_order_of_issue_.push_back(text);
  return text;
}

CodeStanding CodeBook::standing(std::string_view text, Instant now) const {
  const auto found = codes_.find(text);
  if (found == codes_.end() || now >= found->second.expires) return CodeStanding::unknown;
  return found->second.is_used ? CodeStanding::used : CodeStanding::valid;
}

Code* CodeBook::find(std::string_view text) {
  const auto found = codes_.find(text);
  return found == codes_.end() ? nullptr : &found->second;
}

void CodeBook::forget_old(Instant now) {
  while (!in_order_of_issue_.empty()) {
    const auto oldest = codes_.find(in_order_of_issue_.front());
    if (oldest != codes_.end() && oldest->second.expires + kKept > now) return;
    if (oldest != codes_.end()) codes_.erase(oldest);
    in_order_of_issue_.pop_front();
  }
}

}  // namespace fenrun::emulator
