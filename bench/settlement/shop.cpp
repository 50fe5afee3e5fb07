#include "bench/settlement/shop.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/crypto/digest.hpp"
#include "bench/support.hpp"
#include "db/order/order.hpp"
#include "domain/order/order_number.hpp"
#include "flows/commission/draft_plan.hpp"
#include "flows/commission/publish_plan.hpp"
#include "flows/commission/simulate_plan.hpp"
#include "flows/order/place_order.hpp"

namespace fenrun::bench {
namespace {

constexpr const char* kShopAppid = "wx0123456789abcdef";
constexpr const char* kShopMchid = "1900000001";
constexpr std::size_t kRowsAtOnce = 5'000;

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error("refused: " + std::string(result.error().code()));
  return std::move(result).value();
}

// `prefix` and the number in as many digits as make 26 characters.
std::string numbered(const std::string& prefix, std::int64_t number) {
  const std::string digits = std::to_string(number);
  return prefix + std::string(26 - prefix.size() - digits.size(), '0') + digits;
}

std::string openid_index_of(std::uint32_t customer) {
  return std::string(crypto::as_text(crypto::sha256("openid " + std::to_string(customer))));
}

// Calls `write(from, until)` for slices of 1..count.
template <class Write>
void in_slices(std::uint32_t count, Write write) {
  for (std::uint32_t from = 1; from <= count; from += kRowsAtOnce) {
    write(from, std::min<std::uint32_t>(count + 1, from + static_cast<std::uint32_t>(kRowsAtOnce)));
  }
}

// A round of history is one statement of minutes.
db::MysqlOptions patient(db::MysqlOptions options) {
  options.read_timeout = std::chrono::minutes(10);
  return options;
}

// A tenth to the seller, a twentieth to the one above, a fiftieth to the third.
CommissionPlan three_levels() {
  CommissionPlan plan;
  plan.name = "three levels";
  plan.deepest_level = PaidLevel::third;
  constexpr std::int64_t kRates[] = {100'000, 50'000, 20'000};
  for (const PaidLevel level : kPaidLevels) {
    CommissionRule rule;
    rule.number = number_of(level);
    rule.level = level;
    rule.rate = Ppm{kRates[index_of(level)]};
    plan.rules.push_back(rule);
  }
  return plan;
}

}  // namespace

Shop::Shop(const std::string& schema, testing::LoadShape shape, std::uint64_t seed)
    : load_(shape, seed),
      options_(fresh_schema(schema)),
      connection_(patient(options_)),
      now_(SystemClock().now()) {
  write_people();
  write_products();
  publish_plan();
}

std::int64_t Shop::number(db::Sql query) {
  return must(
      connection_.transact([&](db::Tx& tx) -> Result<std::int64_t> { return tx.one(query)->integer(0); }));
}

void Shop::run(const std::string& statement) { connection_.run_script_statement(statement); }

std::string Shop::next_ulid() { return numbered("01BENCHSH0P", ++ulids_); }

void Shop::write_people() {
  const Instant long_ago = now_ - std::chrono::hours(24 * 365);
  write_dealers(connection_, load_.parents());
  run("INSERT INTO dealer_place (dealer_id, valid_from, parent_id, level, reason) "
      "SELECT id, '1970-01-01 00:00:00', parent_id, level, 'joined' FROM dealer");
  in_slices(load_.shape().customers, [&](std::uint32_t from, std::uint32_t until) {
    must(connection_.transact([&](db::Tx& tx) -> Result<std::uint64_t> {
      std::deque<std::string> texts;
      std::vector<db::Param> consumers;
      std::vector<db::Param> bindings;
      for (std::uint32_t customer = from; customer < until; ++customer) {
        // Dealers are consumers too and have the low ids.
        const std::int64_t id = std::int64_t{load_.shape().dealers} + customer;
        const auto& public_id = texts.emplace_back(next_ulid());
        const auto& index = texts.emplace_back(openid_index_of(customer));
        consumers.insert(consumers.end(), {id, public_id, kShopAppid, index, "active", long_ago, long_ago});
        bindings.insert(bindings.end(), {id, std::int64_t{load_.dealer_of(customer)}, 1, "first_touch",
                                         "scan", "", long_ago});
      }
      tx.execute_rows(
          "INSERT INTO consumer (id, public_id, appid, openid_index, state, created_at, last_login_at) "
          "VALUES ",
          "(?,?,?,?,?,?,?)", consumers);
      return tx.execute_rows(
          "INSERT INTO binding (consumer_id, dealer_id, active, mode, evidence_kind, evidence, bound_at) "
          "VALUES ",
          "(?,?,?,?,?,?,?)", bindings);
    }));
  });
}

void Shop::write_products() {
  in_slices(load_.shape().products, [&](std::uint32_t from, std::uint32_t until) {
    must(connection_.transact([&](db::Tx& tx) -> Result<std::uint64_t> {
      std::deque<std::string> texts;
      std::vector<db::Param> products;
      std::vector<db::Param> skus;
      for (std::uint32_t product = from; product < until; ++product) {
        const auto id = std::int64_t{product};
        const auto& public_id = texts.emplace_back(numbered("01BENCHPR0D", id));
        const auto& sku_id = texts.emplace_back(numbered("01BENCHSKV0", id));
        const auto& code = texts.emplace_back("SKU-" + std::to_string(product));
        products.insert(products.end(), {id, public_id, 0, code, "", "", "active", now_});
        skus.insert(skus.end(), {id, sku_id, id, code, "份", load_.price_of(product).value,
                                 load_.cost_of(product).value, "active", now_});
      }
      tx.execute_rows(
          "INSERT INTO product (id, public_id, category_id, name, summary, image_url, state, created_at) "
          "VALUES ",
          "(?,?,?,?,?,?,?,?)", products);
      return tx.execute_rows(
          "INSERT INTO sku (id, public_id, product_id, code, name, price_fen, cost_fen, state, created_at) "
          "VALUES ",
          "(?,?,?,?,?,?,?,?,?)", skus);
    }));
  });
}

void Shop::publish_plan() {
  const Instant from = now_ - std::chrono::hours(24);
  const std::string id = next_ulid();
  const std::string simulation = next_ulid();
  must(connection_.transact([&](db::Tx& tx) {
    return flows::draft_plan(tx, {id, StaffId{1}, three_levels()}, from);
  }));
  must(connection_.transact([&](db::Tx& tx) {
    return flows::start_simulation(tx, {simulation, id, StaffId{1}, from - std::chrono::hours(24), from},
                                   from);
  }));
  const auto bite = [&](db::Tx& tx) { return flows::advance_simulation(tx, simulation, 100, from); };
  while (!must(connection_.transact(bite)).is_finished) {
  }
  must(connection_.transact([&](db::Tx& tx) { return flows::acknowledge_plan(tx, {id, StaffId{2}}, from); }));
  must(connection_.transact([&](db::Tx& tx) {
    return flows::publish_plan(tx, {id, StaffId{3}, simulation, std::nullopt}, from);
  }));
}

std::vector<PlacedOrder> Shop::place(std::size_t count) {
  constexpr std::size_t kTogether = 50;
  std::vector<PlacedOrder> placed;
  placed.reserve(count);
  while (placed.size() < count) {
    const auto slice = must(connection_.transact([&](db::Tx& tx) -> Result<std::vector<PlacedOrder>> {
      std::vector<PlacedOrder> orders;
      for (std::size_t i = placed.size(); i < std::min(count, placed.size() + kTogether); ++i) {
        const auto drawn = load_.next_order();
        flows::PlaceOrder command;
        command.public_id = next_ulid();
        command.consumer_id = ConsumerId{std::int64_t{load_.shape().dealers} + drawn.customer};
        for (const auto& line : drawn.lines) {
          command.lines.push_back({numbered("01BENCHSKV0", line.product), line.quantity});
          command.expected_total_fen.value += load_.price_of(line.product).value * line.quantity;
        }
        const auto order = flows::place_order(tx, command, now_);
        if (!order) return order.error();
        PlacedOrder one;
        one.id = order->order.id;
        one.payment = {out_trade_no_of(command.public_id),
                       "42" + command.public_id,
                       kShopAppid,
                       kShopMchid,
                       "CNY",
                       openid_index_of(drawn.customer),
                       command.expected_total_fen,
                       now_,
                       kShopAppid,
                       kShopMchid,
                       {}};
        one.refund.source = order->order.source;
        one.refund.external_no = order->order.external_no;
        one.refund.refund_no = "R" + command.public_id;
        one.refund.amount_fen = command.expected_total_fen;
        one.refund.channel_refund_id = "50" + command.public_id;
        one.refund.happened_at = now_;
        orders.push_back(std::move(one));
      }
      return orders;
    }));
    placed.insert(placed.end(), slice.begin(), slice.end());
  }
  return placed;
}

std::int64_t Shop::orders_settled() { return number("SELECT COUNT(*) FROM order_payment"); }

void Shop::grow_history(std::int64_t orders) {
  // Each round adds a copy of everything, under ids and references of its own.
  while (orders_settled() < orders) {
    const int round = ++history_rounds_;
    const std::string orders_up = std::to_string(number("SELECT MAX(id) FROM sale_order"));
    const std::string lines_up = std::to_string(number("SELECT MAX(id) FROM sale_order_line"));
    const std::string shares_up = std::to_string(number("SELECT MAX(id) FROM commission"));
    const std::string tag = "h" + std::to_string(round) + ".";
    run("INSERT INTO sale_order SELECT id + " + orders_up + ", CONCAT('" + std::to_string(100'000 + round) +
        "', LPAD(id, 20, '0')), source, CONCAT('" + tag +
        "', id), channel, consumer_id, state, goods_fen, discount_fen, coupon_fen, freight_fen, total_fen, "
        "freight_refund_asked_fen, freight_refunded_fen, refunded_fen, remark, receiver_sealed, carrier, "
        "tracking_no, "
        "binding_id, seller_id, seller_tier_id, second_id, second_tier_id, third_id, third_tier_id, "
        "created_at, "
        "expires_at, paid_at, shipped_at, received_at, hold_ends_at, completed_at, closed_at, NULL, version, "
        "province FROM sale_order WHERE paid_at IS NOT NULL");
    run("INSERT INTO sale_order_line SELECT l.id + " + lines_up + ", l.order_id + " + orders_up +
        ", l.product_id, l.category_id, l.sku_id, l.title, l.unit_price_fen, l.unit_cost_fen, l.quantity, "
        "l.discount_fen, l.coupon_fen, l.paid_fen, l.refund_asked_fen, l.refunded_fen FROM sale_order_line l "
        "JOIN "
        "order_payment p ON p.order_id = l.order_id");
    run("INSERT INTO commission SELECT id + " + shares_up + ", order_id + " + orders_up + ", line_id + " +
        lines_up +
        ", dealer_id, level, plan_number, product_id, tier_id, base_fen, amount_fen, clawed_back_fen, state, "
        "explanation, paid_at FROM commission");
    run("INSERT INTO commission_sale SELECT order_id + " + orders_up +
        ", plan_number, paid_at, REPLACE(facts, CONCAT('order=', order_id, ' '), CONCAT('order=', order_id "
        "+ " +
        orders_up + ", ' ')), created_at FROM commission_sale");
    run("INSERT INTO commission_money (reference, dealer_id, earned_fen, clawed_back_fen, frozen_fen, state, "
        "matures_at, "
        "created_at) SELECT CONCAT('" +
        tag +
        "', reference), dealer_id, earned_fen, clawed_back_fen, frozen_fen, state, "
        "NULL, created_at FROM commission_money");
    run("INSERT INTO posting SELECT p.sheet, p.number + s.number, p.leg, p.debit, p.credit, p.amount_fen "
        "FROM posting p "
        "JOIN ledger_sheet s ON s.sheet = p.sheet");
    run("INSERT INTO journal_txn SELECT j.sheet, j.number + s.number, j.kind, CONCAT('" + tag +
        "', j.reference), j.subject, j.amount_fen, j.at, j.pending_fen, j.available_fen, j.held_fen, "
        "j.disputed_fen, "
        "j.owed_fen, j.hash_previous, j.hash FROM journal_txn j JOIN ledger_sheet s ON s.sheet = j.sheet");
    run("UPDATE ledger_sheet SET number = number * 2, pending_fen = pending_fen * 2");
    run("INSERT INTO order_payment SELECT order_id + " + orders_up + ", CONCAT('" + tag +
        "', transaction_id), amount_fen, paid_at, recorded_at FROM order_payment");
  }
  run("ANALYZE TABLE sale_order, sale_order_line, commission, commission_sale, commission_money, posting, "
      "journal_txn");
}

}  // namespace fenrun::bench
