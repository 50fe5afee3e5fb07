#include "tests/flows/order/order_world.hpp"

namespace fenrun::testing {
namespace {

class PlaceOrderTest : public OrderWorld {
 protected:
  static std::string placed(const flows::PlaceOrder& command) {
    const auto sale = transact([&](db::Tx& tx) { return flows::place_order(tx, command, kNow); });
    return sale ? "placed" : std::string(sale.error().code());
  }
};

TEST_F(PlaceOrderTest, an_order_keeps_price_cost_and_title_of_what_was_sold) {
  const auto sale = place();
  const auto stored = find(sale.order.id);
  ASSERT_EQ(stored.lines.size(), 2U);
  EXPECT_EQ(stored.lines[0].title, "乌龙茶 份");
  EXPECT_EQ(stored.lines[0].unit_price_fen, Fen{9'900});
  EXPECT_EQ(stored.lines[0].unit_cost_fen, Fen{4'000});
  EXPECT_EQ(stored.lines[0].paid_fen, Fen{9'900});
  EXPECT_EQ(stored.order.total_fen, kBasket);
  EXPECT_EQ(stored.order.state, OrderState::created);
  EXPECT_EQ(stored.order.source, kMiniProgramSource);
  EXPECT_EQ(stored.order.expires_at, kNow + std::chrono::minutes(30));
  EXPECT_FALSE(stored.order.stamp.binding_id.is_set()) << "the stamp is of the payment";
}

// The freight is the parcel's: in the quote, in the total that the buyer agrees to, kept with the order, and
// no base of a commission.
TEST_F(PlaceOrderTest, an_order_pays_the_dearest_freight_of_its_products_once) {
  const auto heavy = make_product("水缸");
  const auto jar = make_sku(heavy, 5'000, 0);
  const auto set_freight = [](const std::string& product, const std::string& name, Fen freight) {
    run([&](db::Tx& tx) {
      const flows::UpdateProductCommand command{
          product, {CategoryId{}, name, "", "", SaleState::active, freight}, 1};
      return flows::update_product(tx, command, kNow);
    });
  };
  set_freight(product_, "乌龙茶", Fen{800});
  set_freight(heavy, "水缸", Fen{1'500});
  const std::vector<flows::WantedLine> lines{{tea_, 2}, {jar, 1}};
  const auto quote = run([&](db::Tx& tx) { return flows::quote_order(tx, lines, kNow); });
  EXPECT_EQ(quote.price.freight_fen, Fen{1'500});
  EXPECT_EQ(quote.price.total_fen, Fen{2 * 9'900 + 5'000 + 1'500});
  EXPECT_EQ(placed(order_by(buyer_, lines, Fen{2 * 9'900 + 5'000})), "order.total_changed");
  const auto command = order_by(buyer_, lines, quote.price.total_fen);
  const auto sale = run([&](db::Tx& tx) { return flows::place_order(tx, command, kNow); });
  EXPECT_EQ(pay(payment_of(sale.order)), flows::PaymentEffect::recorded);
  const auto stored = find(sale.order.id);
  EXPECT_EQ(stored.order.freight_fen, Fen{1'500});
  EXPECT_EQ(stored.lines[0].paid_fen, Fen{19'800});
  EXPECT_EQ(stored.lines[1].paid_fen, Fen{5'000});
  const auto asked = ask_refund_of(stored.order, {{OrderLineId{}, Fen{1'500}}});
  EXPECT_TRUE(asked) << "the freight can be given back by itself";
}

TEST_F(PlaceOrderTest, what_cannot_be_ordered_is_refused_in_this_order) {
  const auto draft = make_sku(product_, 100, 0, SaleState::draft);
  const auto other_product = make_product("旧款");
  const auto orphan = make_sku(other_product, 100, 0);
  run([&](db::Tx& tx) {
    flows::UpdateProductCommand archive{
        other_product, {CategoryId{}, "旧款", "", "", SaleState::archived}, 1};
    return flows::update_product(tx, archive, kNow);
  });
  auto blocked = order_by(person(), basket(), kBasket);
  run([&](db::Tx& tx) -> Result<int> {
    tx.execute_one("UPDATE consumer SET state = 'blocked' WHERE id = ?", {blocked.consumer_id});
    return 0;
  });
  auto chatty = order_by(buyer_, basket(), kBasket);
  chatty.remark = std::string(kOrderRemarkMax + 1, 'r');
  struct Case {
    const char* what;
    flows::PlaceOrder command;
    const char* outcome;
  };
  const Case cases[] = {
      {"fits", order_by(buyer_, basket(), kBasket), "placed"},
      {"nobody", order_by(ConsumerId{987'654}, basket(), kBasket), "consumer.gone"},
      {"blocked", blocked, "consumer.blocked"},
      {"a remark too long", chatty, "order.remark_invalid"},
      {"no lines", order_by(buyer_, {}, kBasket), "order.lines_invalid"},
      {"an unknown SKU", order_by(buyer_, {{fresh_ulid(), 1}}, Fen{1}), "sku.not_found"},
      {"not an id", order_by(buyer_, {{"tea", 1}}, Fen{1}), "sku.not_found"},
      {"a draft", order_by(buyer_, {{draft, 1}}, Fen{100}), "sku.not_on_sale"},
      {"of an archived product", order_by(buyer_, {{orphan, 1}}, Fen{100}), "sku.not_on_sale"},
      {"the same twice", order_by(buyer_, {{tea_, 1}, {tea_, 1}}, Fen{19'800}), "order.sku_twice"},
      {"none of it", order_by(buyer_, {{tea_, 0}}, Fen{0}), "order.quantity_invalid"},
      {"shown another price", order_by(buyer_, basket(), Fen{13'200}), "order.total_changed"},
  };
  for (const Case& c : cases) EXPECT_EQ(placed(c.command), c.outcome) << c.what;
}

TEST_F(PlaceOrderTest, a_quote_says_what_the_order_will_cost) {
  const auto quote = run([&](db::Tx& tx) { return flows::quote_order(tx, {{cup_, 3}, {tea_, 2}}, kNow); });
  EXPECT_EQ(quote.price.total_fen, Fen{3 * 3'301 + 2 * 9'900});
  EXPECT_EQ(quote.price.lines[0].gross_fen, Fen{9'903});
  EXPECT_EQ(quote.skus[1].sku.public_id, tea_);
}

TEST_F(PlaceOrderTest, lists_go_newest_first_and_page_by_id) {
  std::vector<OrderId> placed;
  for (int i = 0; i < 5; ++i) placed.push_back(place().order.id);
  place_paid();
  db::OrderFilter mine;
  mine.consumer = buyer_;
  const auto first = run([&](db::Tx& tx) -> Result<Page<Order>> {
    return db::list_orders(tx, mine, {0, 4});
  });
  const auto rest = run([&](db::Tx& tx) -> Result<Page<Order>> {
    return db::list_orders(tx, mine, {first.next, 4});
  });
  ASSERT_EQ(first.items.size(), 4U);
  ASSERT_EQ(rest.items.size(), 2U);
  EXPECT_EQ(rest.items.back().id, placed.front());
  EXPECT_EQ(rest.next, 0);
  db::OrderFilter sold;
  sold.seller = seller_;
  db::OrderFilter paid;
  paid.state = OrderState::paid;
  for (const auto& filter : {sold, paid}) {
    const auto page = run([&](db::Tx& tx) -> Result<Page<Order>> { return db::list_orders(tx, filter, {}); });
    EXPECT_EQ(page.items.size(), 1U);
  }
}

}  // namespace
}  // namespace fenrun::testing
