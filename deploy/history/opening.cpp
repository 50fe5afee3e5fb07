#include "deploy/history/opening.hpp"

#include <map>

#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "db/dealer/dealer.hpp"
#include "db/dealer/place.hpp"
#include "db/dealer/tier.hpp"
#include "db/dealer/tree_change.hpp"
#include "db/order/order_source.hpp"
#include "db/staff/staff.hpp"
#include "deploy/history/names.hpp"
#include "flows/commission/draft_plan.hpp"
#include "flows/commission/publish_plan.hpp"
#include "flows/commission/simulate_plan.hpp"
#include "flows/consumer/log_in_consumer.hpp"
#include "flows/product/save_product.hpp"
#include "flows/product/save_sku.hpp"
#include "flows/referral/ensure_referral_code.hpp"
#include "server/api/order_source_secret.hpp"

namespace fenrun::history {
namespace {

constexpr std::chrono::seconds kJoining = std::chrono::days{10};

// Parents may stand behind their children in the load's numbers.
class Joining {
 public:
  Joining(Desk& desk, const testing::RealisticLoad& load, Instant begin)
      : desk_(desk), load_(load), begin_(begin), sellers_(load.parents().size()) {}

  std::vector<Seller> run() {
    for (std::uint32_t i = 1; i < sellers_.size(); ++i) (void)join(i);
    return std::move(sellers_);
  }

 private:
  DealerId join(std::uint32_t number) {
    if (number == 0) return kProducer;
    Seller& seller = sellers_.at(number);
    if (!seller.id.is_set()) {
      const DealerId parent = join(load_.parents()[number]);
      const Instant at = begin_ - kJoining + (kJoining * joined_++) / static_cast<int>(sellers_.size());
      seller = join_dealer(desk_, openid_of_dealer(number), shop_name(number), parent, at);
    }
    return seller.id;
  }

  Desk& desk_;
  const testing::RealisticLoad& load_;
  const Instant begin_;
  std::vector<Seller> sellers_;
  int joined_ = 0;
};

std::vector<std::string> put_on_sale(Desk& desk, const testing::RealisticLoad& load, Instant at) {
  std::map<std::string_view, CategoryId> categories;
  std::vector<std::string> codes(1);
  for (std::uint32_t number = 1; number <= load.shape().products; ++number) {
    const Goods one = goods(number - 1);
    auto& category = categories[one.category];
    if (!category.is_set()) {
      const flows::CreateCategoryCommand command{std::string(one.category), 10};
      category = desk.run([&](db::Tx& tx) { return flows::create_category(tx, command, at); }).id;
    }
    const flows::CreateProductCommand product{desk.ulid(at),
                                              {category, std::string(one.name), "", "", SaleState::active}};
    (void)desk.run([&](db::Tx& tx) { return flows::create_product(tx, product, at); });
    codes.push_back("QH-" + std::to_string(1000 + number));
    const flows::CreateSkuCommand sku{
        product.public_id,
        desk.ulid(at),
        {codes.back(), "标准装", load.price_of(number), load.cost_of(number), SaleState::active}};
    (void)desk.run([&](db::Tx& tx) { return flows::create_sku(tx, sku, at); });
  }
  return codes;
}

// A tenth to the seller, a twentieth to the one above, as the fresh installation's two levels.
CommissionPlan opening_plan() {
  CommissionPlan plan;
  plan.name = "开业方案";
  plan.deepest_level = PaidLevel::second;
  for (const PaidLevel level : {PaidLevel::first, PaidLevel::second}) {
    CommissionRule rule;
    rule.number = number_of(level);
    rule.level = level;
    rule.rate = Ppm{level == PaidLevel::first ? 100'000 : 50'000};
    plan.rules.push_back(rule);
  }
  return plan;
}

void publish_opening_plan(Desk& desk, StaffId operations, StaffId finance, Instant at) {
  const std::string plan = desk.ulid(at);
  const std::string simulation = desk.ulid(at);
  (void)desk.run([&](db::Tx& tx) { return flows::draft_plan(tx, {plan, operations, opening_plan()}, at); });
  const flows::StartSimulation trial{simulation, plan, operations, at - std::chrono::days(1), at};
  (void)desk.run([&](db::Tx& tx) { return flows::start_simulation(tx, trial, at); });
  const auto bite = [&](db::Tx& tx) { return flows::advance_simulation(tx, simulation, 100, at); };
  while (!desk.run(bite).is_finished) {
  }
  (void)desk.run([&](db::Tx& tx) {
    return flows::publish_plan(tx, {plan, finance, simulation, std::nullopt}, at);
  });
}

}  // namespace

std::string openid_of_dealer(std::size_t number) { return "oHistoryDealer" + std::to_string(number); }

StaffId staff_named(Desk& desk, const std::string& name) {
  const auto found = desk.run([&](db::Tx& tx) -> Result<std::optional<db::StaffCredentials>> {
    return db::find_staff_by_login_name(tx, name);
  });
  if (!found) throw std::runtime_error("there is no staff member " + name);
  return found->staff.id;
}

bool is_untouched(Desk& desk) {
  return desk.run([](db::Tx& tx) -> Result<bool> {
    return db::list_dealers(tx, {}, {0, 1}).items.empty() && !db::find_order_source(tx, kSourceCode);
  });
}

Visitor sign_in(Desk& desk, const std::string& openid, const std::optional<flows::ReferralTouch>& touch,
                Instant at) {
  const SecretText session_key(crypto::to_hex(desk.secrets().bytes<16>()));
  flows::LogInConsumer command;
  command.identity =
      flows::seal_identity(desk.sealer(), {desk.appid(), SecretText(openid), SecretText(""), session_key});
  command.new_public_id = desk.ulid(at);
  command.token_hash = crypto::sha256(crypto::to_hex(desk.secrets().bytes<32>()));
  command.touch = touch;
  const auto in = desk.run([&](db::Tx& tx) { return flows::log_in_consumer(tx, command, at); });
  return {in.consumer_id, in.public_id};
}

Seller join_dealer(Desk& desk, const std::string& openid, const std::string& name, DealerId parent,
                   Instant at) {
  const Visitor person = sign_in(desk, openid, std::nullopt, at);
  Dealer dealer;
  dealer.public_id = desk.ulid(at);
  dealer.consumer_id = person.id;
  dealer.parent_id = dealer.sponsor_id = parent;
  dealer.name = name;
  flows::EnsureReferralCode code{{}, "", desk.codec().make(desk.secrets().bytes<kReferralRandomBytes>())};
  const auto text = desk.run([&](db::Tx& tx) -> Result<std::string> {
    const db::TreeLock tree = db::lock_tree(tx, at);
    dealer.id = db::take_dealer_id(tx);
    dealer.level = parent == kProducer ? 1 : db::find_dealer(tx, parent)->level + 1;
    dealer.tier_id = db::lowest_tier(tx).id;
    dealer.joined_at = tree.at;
    if (!db::insert_dealer(tx, dealer)) throw std::runtime_error("somebody else writes to this shop");
    db::insert_first_place(tx, {dealer.id, parent, dealer.level}, tree.at, "joined", {});
    const db::TreeChange change{dealer.id, parent, dealer.tier_id};
    db::append_tree_changes(tx, tree, {&change, 1});
    code.dealer_id = dealer.id;
    const auto made = flows::ensure_referral_code(tx, code, at);
    if (!made) return made.error();
    return made->code;
  });
  return {dealer.id, dealer.public_id, {text, EvidenceKind::scan}};
}

void register_source(Desk& desk, const std::string& code, const std::string& name, StaffId who, Instant at) {
  OrderSource source;
  source.code = code;
  source.name = name;
  const SecretText secret(crypto::to_hex(desk.secrets().bytes<32>()));
  source.secret_sealed = server::seal_source_secret(desk.sealer(), source.code, secret);
  source.created_at = at;
  const bool is_new =
      desk.run([&](db::Tx& tx) -> Result<bool> { return db::insert_order_source(tx, source, who); });
  if (!is_new) throw std::runtime_error("the shop " + source.code + " is known already");
}

Opening open_shop(Desk& desk, const testing::RealisticLoad& load, Instant begin) {
  Opening opening;
  opening.operations = staff_named(desk, "operator");
  const StaffId finance = staff_named(desk, "finance");
  opening.sellers = Joining(desk, load, begin).run();
  opening.sku_codes = put_on_sale(desk, load, begin - std::chrono::days(1));
  register_source(desk, std::string(kSourceCode), "青禾官方商城", opening.operations,
                  begin - std::chrono::days(1));
  publish_opening_plan(desk, opening.operations, finance, begin - std::chrono::hours(1));
  return opening;
}

}  // namespace fenrun::history
