#include "wechat/emulator/core/pay/receipt_book.hpp"

#include "base/crypto/digest.hpp"
#include "wechat/emulator/core/pay/beijing_time.hpp"
#include "wechat/emulator/core/pay/receipt_pdf.hpp"

namespace fenrun::emulator::pay {
namespace {

// The name as receipts show it: the first character stays.
std::string masked_name(const std::string& name) {
  std::size_t end = name.empty() ? 0 : 1;
  while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xc0U) == 0x80U) ++end;
  return name.substr(0, end) + "*";
}

std::string draw_receipt(const Transfer& transfer, const std::string& mchid) {
  return make_receipt_pdf("转账电子回单 (模拟器)", {{"商户号", mchid},
                                                    {"商户单号", transfer.order.out_bill_no},
                                                    {"微信转账单号", transfer.transfer_bill_no},
                                                    {"收款用户", masked_name(*transfer.order.user_name)},
                                                    {"转账金额(元)", to_yuan(transfer.order.amount)},
                                                    {"转账备注", transfer.order.remark},
                                                    {"转账时间", to_bill_time(transfer.updated)}});
}

}  // namespace

std::string_view name_of(ReceiptState state) {
  switch (state) {
    case ReceiptState::generating:
      return "GENERATING";
    case ReceiptState::finished:
      return "FINISHED";
    case ReceiptState::failed:
      return "FAILED";
  }
  return {};
}

ReceiptBook::Outcome ReceiptBook::apply(const Transfer* transfer, std::string_view mchid, Instant now) {
  if (transfer == nullptr) return invalid_request("转账单不存在");
  if (transfer->state != TransferState::success) return invalid_request("转账单未成功,不支持申请电子回单");
  if (!transfer->order.user_name) return invalid_request("转账单未传入收款用户姓名,不支持申请电子回单");
  if (now >= transfer->created + settings.bill_age_max)
    return invalid_request("转账单已超过六个月,不支持申请电子回单");
  auto& job = jobs_[transfer->order.out_bill_no];
  if (!job.mchid.empty()) advance(job, now);
  const bool is_new =
      job.mchid.empty() || job.shown.state == ReceiptState::failed || !is_kept(job.shown, now);
  if (!is_new) return &job.shown;
  job = {{ReceiptState::generating, now, now, {}, {}, nullptr}, {}, *transfer, std::string(mchid)};
  if (!planned_failures_.empty()) {
    job.planned_failure = std::move(planned_failures_.front());
    planned_failures_.pop_front();
  }
  return &job.shown;
}

ReceiptBook::Outcome ReceiptBook::query(const Transfer* transfer, Instant now) {
  const auto found = transfer == nullptr ? jobs_.end() : jobs_.find(transfer->order.out_bill_no);
  if (found == jobs_.end()) return not_found("电子回单申请记录不存在");
  advance(found->second, now);
  if (!is_kept(found->second.shown, now)) return not_found("电子回单已过期,请重新申请");
  return &found->second.shown;
}

bool ReceiptBook::is_kept(const Receipt& receipt, Instant now) const {
  return receipt.state == ReceiptState::generating || now < receipt.updated + settings.kept;
}

void ReceiptBook::advance(Job& job, Instant now) const {
  auto& receipt = job.shown;
  if (receipt.state != ReceiptState::generating || now < receipt.created + settings.making_delay) return;
  receipt.updated = receipt.created + settings.making_delay;
  if (!job.planned_failure.empty()) {
    receipt.state = ReceiptState::failed;
    receipt.fail_reason = job.planned_failure;
    return;
  }
  receipt.state = ReceiptState::finished;
  receipt.file = std::make_shared<const std::string>(draw_receipt(job.transfer, job.mchid));
  receipt.hash_value = crypto::to_hex(crypto::sha256(*receipt.file));
}

}  // namespace fenrun::emulator::pay
