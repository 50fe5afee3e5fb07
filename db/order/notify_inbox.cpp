#include "db/order/notify_inbox.hpp"

#include "base/assert.hpp"
#include "base/crypto/encoding.hpp"

namespace fenrun::db {
namespace {

std::string_view word_of(NoticeKind kind) { return kind == NoticeKind::payment ? "payment" : "refund"; }

PayNotice read_notice(const Row& row, std::size_t first) {
  const auto refund_state = refund_state_from(row.text(first + 7));
  FENRUN_ASSERT(refund_state);
  PayNotice notice;
  notice.kind = row.text(first) == "payment" ? NoticeKind::payment : NoticeKind::refund;
  notice.appid = row.text(first + 1);
  notice.mchid = row.text(first + 2);
  notice.out_trade_no = row.text(first + 3);
  notice.transaction_id = row.text(first + 4);
  notice.out_refund_no = row.text(first + 5);
  notice.channel_refund_id = row.text(first + 6);
  notice.refund_state = *refund_state;
  notice.amount_fen = row.fen(first + 8);
  notice.currency = row.text(first + 9);
  notice.payer_index = row.text(first + 10);
  notice.happened_at = row.time(first + 11);
  return notice;
}

}  // namespace

// No part can hold the separator: the columns are ASCII words, and the index is written in hex.
crypto::Sha256 dedupe_key_of(const PayNotice& notice) {
  std::string text(word_of(notice.kind));
  for (const std::string& part :
       {notice.appid, notice.mchid, notice.out_trade_no, notice.transaction_id, notice.out_refund_no,
        notice.channel_refund_id, std::string(to_text(notice.refund_state)),
        std::to_string(notice.amount_fen.value), notice.currency,
        crypto::to_hex(crypto::as_bytes(notice.payer_index))}) {
    text += '\n';
    text += part;
  }
  return crypto::sha256(text);
}

bool insert_notice(Tx& tx, const PayNotice& notice, Instant now) {
  const auto key = dedupe_key_of(notice);
  return tx.insert_new(
      "INSERT INTO notify_inbox (dedupe_key, kind, appid, mchid, out_trade_no, transaction_id, "
      "out_refund_no, "
      "channel_refund_id, refund_state, amount_fen, currency, payer_index, happened_at, received_at, due_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {crypto::as_text(key), word_of(notice.kind), notice.appid, notice.mchid, notice.out_trade_no,
       notice.transaction_id, notice.out_refund_no, notice.channel_refund_id, to_text(notice.refund_state),
       notice.amount_fen, notice.currency, notice.payer_index, notice.happened_at, now, now});
}

bool has_unapplied_notice(Tx& tx, std::string_view out_refund_no) {
  return tx
      .one("SELECT 1 FROM notify_inbox WHERE due_at IS NOT NULL AND out_refund_no = ? LIMIT 1",
           {out_refund_no})
      .has_value();
}

std::vector<DueNotice> due_notices(Tx& tx, Instant now, int limit) {
  std::vector<DueNotice> due;
  for (const Row& row :
       tx.all("SELECT id, attempts, kind, appid, mchid, out_trade_no, transaction_id, out_refund_no, "
              "channel_refund_id, refund_state, amount_fen, currency, payer_index, happened_at FROM "
              "notify_inbox "
              "WHERE due_at <= ? ORDER BY due_at, id LIMIT ?",
              {now, limit})) {
    due.push_back({row.integer(0), static_cast<int>(row.integer(1)), read_notice(row, 2)});
  }
  return due;
}

std::set<std::int64_t> lock_notices(Tx& tx, const std::set<std::int64_t>& ids) {
  const std::vector<Param> params(ids.begin(), ids.end());
  std::set<std::int64_t> taken;
  for (const Row& row :
       tx.all_of("SELECT id FROM notify_inbox FORCE INDEX (PRIMARY) WHERE due_at IS NOT NULL AND id IN (",
                 "?", params, ") ORDER BY id FOR UPDATE")) {
    taken.insert(row.integer(0));
  }
  return taken;
}

void finish_notices(Tx& tx, const std::set<std::int64_t>& ids, std::string_view outcome, Instant now) {
  const std::vector<Param> keys(ids.begin(), ids.end());
  tx.execute_of("UPDATE notify_inbox SET due_at = NULL, applied_at = ?, outcome = ? WHERE id IN (",
                {now, outcome}, "?", keys, ")");
}

void postpone_notice(Tx& tx, std::int64_t id, Instant due_at) {
  tx.execute(
      "UPDATE notify_inbox SET attempts = attempts + 1, due_at = ? WHERE id = ? AND due_at IS NOT NULL",
      {due_at, id});
}

}  // namespace fenrun::db
