// Payment orders and their refunds, found by any of their numbers. Nothing is ever forgotten.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "wechat/emulator/core/wire.hpp"

namespace fenrun::emulator {

enum class TradeState { notpay, success, refund, closed };

std::string_view name_of(TradeState state);  // NOTPAY, …
std::string_view description_of(TradeState state);

struct PayOrder {
  std::int64_t number = 0;
  Instant created;
  Instant expires;
  Json request;  // the body of the first prepay call
  std::string out_trade_no;
  std::string openid;
  std::string notify_url;
  std::int64_t total_fen = 0;
  std::string prepay_id;
  Instant prepay_expires;
  TradeState state = TradeState::notpay;
  // Of a paid order.
  std::string transaction_id;
  std::string bank_type;
  std::int64_t payer_total_fen = 0;  // without what a coupon paid
  std::optional<Instant> paid;
  // Of its refunds, closed ones apart.
  std::int64_t refunded_fen = 0;
  int refund_count = 0;
};

enum class RefundState { processing, success, abnormal, closed };

std::string_view name_of(RefundState state);  // PROCESSING, …
std::optional<RefundState> refund_state_named(std::string_view name);

struct PayRefund {
  std::int64_t number = 0;
  Instant created;
  Json request;  // the body of the first call
  std::string out_refund_no;
  std::string refund_id;
  std::string out_trade_no;
  std::string notify_url;
  std::int64_t refund_fen = 0;
  std::int64_t payer_refund_fen = 0;
  RefundState state = RefundState::processing;
  std::optional<Instant> succeeded;
};

// What becomes of a refund that was accepted, and when.
struct RefundPlan {
  RefundState outcome = RefundState::success;  // processing: it stays open until someone decides
  std::chrono::seconds after{5};
};

// Entries numbered from 1, each found by texts that name it.
template <class Entry>
class NamedBook {
 public:
  Entry& add(Entry entry) {
    entry.number = static_cast<std::int64_t>(entries_.size()) + 1;
    entries_.push_back(std::move(entry));
    return entries_.back();
  }
  void name(const Entry& entry, const std::string& text) {
    names_[text] = static_cast<std::size_t>(entry.number - 1);
  }
  // Null when nothing has that name.
  [[nodiscard]] Entry* find(std::string_view text) {
    const auto found = names_.find(text);
    return found == names_.end() ? nullptr : &entries_[found->second];
  }
  [[nodiscard]] const std::deque<Entry>& entries() const { return entries_; }
  [[nodiscard]] std::int64_t last_number() const { return static_cast<std::int64_t>(entries_.size()); }

 private:
  std::deque<Entry> entries_;
  std::map<std::string, std::size_t, std::less<>> names_;
};

// Named "out/…", "transaction/…" or "prepay/…"; refunds "out/…" or "id/…".
std::string out_name(std::string_view number);
std::string transaction_name(std::string_view transaction_id);
std::string prepay_name(std::string_view prepay_id);
std::string refund_id_name(std::string_view refund_id);

struct PayOrders {
  NamedBook<PayOrder> orders;
  NamedBook<PayRefund> refunds;
  RefundPlan refund_plan;
};

}  // namespace fenrun::emulator
