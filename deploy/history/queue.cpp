#include "deploy/history/queue.hpp"

#include <vector>

#include "base/crypto/encoding.hpp"
#include "db/dealer/dealer.hpp"
#include "db/journal/sheet.hpp"
#include "deploy/history/names.hpp"
#include "deploy/history/opening.hpp"
#include "flows/consumer/set_phone.hpp"
#include "flows/ledger/release.hpp"
#include "flows/order/push_order.hpp"
#include "flows/product/save_product.hpp"
#include "flows/product/save_sku.hpp"
#include "flows/withdrawal/request_withdrawal.hpp"

namespace fenrun::history {
namespace {

constexpr Fen kPrice{20'000};
constexpr int kReleasedAtOnce = 100;

class Filling {
 public:
  Filling(Desk& desk, Instant now) : desk_(desk), now_(now), tag_(crypto::to_hex(desk.secrets().bytes<4>())) {
    source_ = "queue-" + tag_;
    sku_code_ = "QQ-" + tag_;
    terms_.commission_hold = std::chrono::seconds{0};
    register_source(desk, source_, "批量提现演示 " + tag_, staff_named(desk, "operator"), now);
    const auto category = desk.run([&](db::Tx& tx) {
      return flows::create_category(tx, {"演示 " + tag_, 90}, now);
    });
    const flows::CreateProductCommand product{desk.ulid(now),
                                              {category.id, "演示商品 " + tag_, "", "", SaleState::active}};
    (void)desk.run([&](db::Tx& tx) { return flows::create_product(tx, product, now); });
    const flows::CreateSkuCommand sku{
        product.public_id, desk.ulid(now), {sku_code_, "标准装", kPrice, Fen{0}, SaleState::active}};
    (void)desk.run([&](db::Tx& tx) { return flows::create_sku(tx, sku, now); });
  }

  [[nodiscard]] std::string openid_of(int number) const {
    return "oQueueDealer" + tag_ + std::to_string(number);
  }

  Seller join(int number) {
    return join_dealer(desk_, openid_of(number), shop_name(static_cast<std::uint32_t>(number)) + tag_,
                       kProducer, now_);
  }

  // Paid, shipped and received at once.
  void sell(const Seller& seller, int number, int pieces) {
    const SecretText phone = phone_of(number);
    const Visitor buyer =
        sign_in(desk_, "oQueueCustomer" + tag_ + std::to_string(number), seller.touch, now_);
    const flows::SetPhone told{buyer.id, flows::seal_phone(desk_.sealer(), buyer.public_id, phone)};
    (void)desk_.run([&](db::Tx& tx) -> Result<bool> {
      if (auto done = flows::set_phone(tx, told, now_); !done) return done.error();
      return true;
    });
    flows::PushOrder order;
    order.public_id = desk_.ulid(now_);
    order.source = source_;
    order.external_no = "QQ" + std::to_string(number);
    order.content = PushedContent{};
    order.content->buyer_phone_index = flows::phone_index(desk_.sealer(), phone);
    order.content->lines.push_back({sku_code_, pieces, kPrice});
    order.said.paid_at = order.said.shipped_at = order.said.received_at = now_;
    order.said.carrier = "示例快递";
    order.said.tracking_no = "SF" + order.external_no;
    order.said.parcel_sequence = 1;
    order.terms = terms_;
    (void)desk_.run([&](db::Tx& tx) { return flows::push_order(tx, order, now_); });
  }

  void release_all() {
    while (desk_.run([&](db::Tx& tx) { return flows::release_due(tx, now_, kReleasedAtOnce); }) ==
           kReleasedAtOnce) {
    }
  }

  Fen ask(const Seller& seller, const flows::WithdrawalRules& rules) {
    return desk_.run([&](db::Tx& tx) -> Result<Fen> {
      const Fen all = db::find_sheet(tx, sheet_of(seller.id)).balance.of(Account::available);
      const flows::RequestWithdrawal command{desk_.ulid(now_), seller.id, all, "queue " + tag_, ""};
      const auto asked = flows::request_withdrawal(tx, rules, command, now_);
      if (!asked) return asked.error();
      return asked->amounts.gross;
    });
  }

 private:
  // No phone has such a number; the tag keeps those of two queues apart.
  [[nodiscard]] SecretText phone_of(int number) const {
    const std::string digits = std::to_string(number);
    const auto tag = std::stoul(tag_, nullptr, 16) % 10'000;
    const std::string mark = std::to_string(tag);
    return SecretText("10" + std::string(4 - mark.size(), '0') + mark + std::string(5 - digits.size(), '0') +
                      digits);
  }

  Desk& desk_;
  const Instant now_;
  const std::string tag_;
  std::string source_;
  std::string sku_code_;
  OrderTerms terms_;
};

}  // namespace

Queue fill_queue(Desk& desk, const flows::WithdrawalRules& rules, int dealers, Instant now) {
  Filling filling(desk, now);
  std::vector<Seller> sellers;
  for (int number = 1; number <= dealers; ++number) {
    sellers.push_back(filling.join(number));
    filling.sell(sellers.back(), number, 1);
  }
  filling.release_all();
  Queue queue;
  for (const Seller& seller : sellers) {
    queue.gross.value += filling.ask(seller, rules).value;
    ++queue.withdrawals;
  }
  return queue;
}

std::vector<std::string> add_earners(Desk& desk, int dealers, int pieces, Instant now) {
  Filling filling(desk, now);
  std::vector<std::string> openids;
  for (int number = 1; number <= dealers; ++number) {
    filling.sell(filling.join(number), number, pieces);
    openids.push_back(filling.openid_of(number));
  }
  filling.release_all();
  return openids;
}

}  // namespace fenrun::history
