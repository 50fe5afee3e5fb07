#include "db/statistics/referral_scan.hpp"

#define IS_BOUND                                                                                    \
  "EXISTS (SELECT 1 FROM binding b FORCE INDEX (in_force) WHERE b.consumer_id = s.consumer_id AND " \
  "b.dealer_id = s.dealer_id AND b.bound_at >= s.at AND b.bound_at < s.at + INTERVAL ? DAY)"

namespace fenrun::db {

void record_scan(Tx& tx, const ReferralScan& scan) {
  (void)tx.insert_new(
      "INSERT INTO referral_scan (day, consumer_id, dealer_id, at, is_known) VALUES (?, ?, ?, ?, ?)",
      {day_number(bill_day_of(scan.at)), scan.consumer, scan.dealer, scan.at, scan.is_known});
}

std::uint64_t delete_scans_before(Tx& tx, BillDay day, int limit) {
  return tx.execute("DELETE FROM referral_scan WHERE day < ? ORDER BY day, consumer_id, dealer_id LIMIT ?",
                    {day_number(day), limit});
}

FunnelDay& FunnelDay::operator+=(const FunnelDay& other) {
  scans += other.scans;
  known += other.known;
  bound += other.bound;
  ordered += other.ordered;
  return *this;
}

// The last stage first: what comes in between two statements makes no stage larger than the one before it.
FunnelDay count_funnel(Tx& tx, BillDay day) {
  const int bind_within = static_cast<int>(kFunnelBindWithin.count());
  FunnelDay funnel;
  funnel.ordered =
      tx.one("SELECT COUNT(*) FROM referral_scan s WHERE s.day = ? AND s.is_known = 0 AND " IS_BOUND
             " AND EXISTS (SELECT 1 FROM sale_order o FORCE INDEX (of_consumer) WHERE "
             "o.consumer_id = s.consumer_id AND o.seller_id = s.dealer_id AND o.paid_at >= s.at "
             "AND o.paid_at < s.at + INTERVAL ? DAY)",
             {day_number(day), bind_within, static_cast<int>(kFunnelOrderWithin.count())})
          ->integer(0);
  funnel.bound =
      tx.one("SELECT COUNT(*) FROM referral_scan s WHERE s.day = ? AND s.is_known = 0 AND " IS_BOUND,
             {day_number(day), bind_within})
          ->integer(0);
  const auto all =
      tx.one("SELECT COUNT(*), CAST(COALESCE(SUM(is_known), 0) AS SIGNED) FROM referral_scan WHERE day = ?",
             {day_number(day)});
  funnel.scans = all->integer(0);
  funnel.known = all->integer(1);
  return funnel;
}

void save_funnel_day(Tx& tx, BillDay day, const FunnelDay& funnel) {
  tx.execute(
      "INSERT INTO statistic_funnel (day, scans, known, bound, ordered) VALUES (?, ?, ?, ?, ?) ON DUPLICATE "
      "KEY UPDATE scans = VALUES(scans), known = VALUES(known), bound = VALUES(bound), ordered = "
      "VALUES(ordered)",
      {day_number(day), funnel.scans, funnel.known, funnel.bound, funnel.ordered});
}

std::map<BillDay, FunnelDay> read_funnel_days(Tx& tx, const DaySpan& span) {
  std::map<BillDay, FunnelDay> days;
  for (const Row& row : tx.all("SELECT day, scans, known, bound, ordered FROM statistic_funnel WHERE day "
                               "BETWEEN ? AND ?",
                               {day_number(span.from), day_number(span.to)})) {
    days[day_from_number(static_cast<int>(row.integer(0)))] = {row.integer(1), row.integer(2), row.integer(3),
                                                               row.integer(4)};
  }
  return days;
}

}  // namespace fenrun::db
