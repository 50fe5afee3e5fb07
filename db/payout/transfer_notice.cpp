#include "db/payout/transfer_notice.hpp"

#include <stdexcept>

#include "base/assert.hpp"
#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"

#define TRANSFER_NOTICE_COLUMNS \
  "number, channel_number, mchid, state, amount_fen, openid_index, fail_reason, happened_at"

namespace fenrun::db {
namespace {

std::string_view transfer_notice_word(ChannelState state) {
  if (state == ChannelState::success) return "success";
  if (state == ChannelState::fail) return "fail";
  FENRUN_ASSERT(state == ChannelState::cancelled);
  return "cancelled";
}

ChannelState transfer_notice_state(std::string_view word) {
  for (const auto state : {ChannelState::success, ChannelState::fail, ChannelState::cancelled}) {
    if (transfer_notice_word(state) == word) return state;
  }
  throw std::logic_error("no such state of a notice: " + std::string(word));
}

TransferNotice read_transfer_notice(const Row& row, std::size_t first) {
  return {row.text(first),     row.text(first + 1),
          row.text(first + 2), transfer_notice_state(row.text(first + 3)),
          row.fen(first + 4),  row.text(first + 5),
          row.text(first + 6), row.time(first + 7)};
}

// No part can hold the separator: the columns are ASCII words, and the index is written in hex.
crypto::Sha256 transfer_notice_key(const TransferNotice& notice) {
  std::string text = "transfer";
  for (const std::string& part :
       {notice.number, notice.channel_number, notice.mchid, std::string(transfer_notice_word(notice.state)),
        std::to_string(notice.amount.value), crypto::to_hex(crypto::as_bytes(notice.openid_index)),
        notice.fail_reason}) {
    text += '\n';
    text += part;
  }
  return crypto::sha256(text);
}

}  // namespace

bool insert_transfer_notice(Tx& tx, const TransferNotice& notice, Instant now) {
  const auto key = transfer_notice_key(notice);
  return tx.insert_new(
      "INSERT INTO transfer_notice (dedupe_key, number, channel_number, mchid, state, amount_fen, "
      "openid_index, fail_reason, happened_at, received_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {crypto::as_text(key), notice.number, notice.channel_number, notice.mchid,
       transfer_notice_word(notice.state), notice.amount, notice.openid_index, notice.fail_reason,
       notice.happened_at, now, now});
}

std::optional<DueTransferNotice> take_transfer_notice(Tx& tx, Instant now) {
  const auto row = tx.one("SELECT id, " TRANSFER_NOTICE_COLUMNS
                          " FROM transfer_notice WHERE due_at <= ? ORDER BY due_at, id LIMIT 1 "
                          "FOR UPDATE SKIP LOCKED",
                          {now});
  if (!row) return std::nullopt;
  return DueTransferNotice{row->integer(0), read_transfer_notice(*row, 1)};
}

void finish_transfer_notice(Tx& tx, std::int64_t id, std::string_view outcome, Instant now) {
  tx.execute_one("UPDATE transfer_notice SET due_at = NULL, applied_at = ?, outcome = ? WHERE id = ?",
                 {now, outcome, id});
}

std::vector<AppliedTransferNotice> list_transfer_notices(Tx& tx, std::string_view number) {
  std::vector<AppliedTransferNotice> notices;
  for (const Row& row :
       tx.all("SELECT " TRANSFER_NOTICE_COLUMNS
              ", received_at, outcome FROM transfer_notice WHERE number = ? ORDER BY id LIMIT 100",
              {number})) {
    notices.push_back({read_transfer_notice(row, 0), row.time(8), row.maybe_text(9).value_or("")});
  }
  return notices;
}

}  // namespace fenrun::db
