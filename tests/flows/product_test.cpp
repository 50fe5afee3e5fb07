#include <gtest/gtest.h>

#include "base/crypto/encoding.hpp"
#include "base/random.hpp"
#include "flows/product/browse_catalogue.hpp"
#include "flows/product/list_products.hpp"
#include "flows/product/save_product.hpp"
#include "flows/product/save_sku.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::testing {
namespace {

constexpr Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};

class ProductTest : public DatabaseTest {
 protected:
  static std::string ulid() {
    static SeededRandom random(2);
    return crypto::make_ulid(1'700'000'000'000, random.bytes<10>());
  }
  template <class Story>
  static auto transact(Story&& story) {
    return connection().transact(std::forward<Story>(story));
  }
  template <class Story>
  static auto run(Story&& story) {
    return database().run(std::forward<Story>(story));
  }

  static Category category(const std::string& name, int position = 0) {
    return run([&](db::Tx& tx) { return flows::create_category(tx, {name, position}, kNow); });
  }
  static Product product(const std::string& name, SaleState state = SaleState::active, CategoryId in = {}) {
    const flows::CreateProductCommand command{ulid(), {in, name, "简介", "https://img.example/1.png", state}};
    return run([&](db::Tx& tx) { return flows::create_product(tx, command, kNow); });
  }
  static Result<Sku> try_sku(const std::string& product_id, const SkuDraft& draft) {
    return transact([&](db::Tx& tx) { return flows::create_sku(tx, {product_id, ulid(), draft}, kNow); });
  }
  static Result<Product> update(const Product& seen, const ProductDraft& draft) {
    return transact([&](db::Tx& tx) {
      return flows::update_product(tx, {seen.public_id, draft, seen.version}, kNow);
    });
  }
  static Result<Sku> update(const Sku& seen, const SkuDraft& draft) {
    return transact([&](db::Tx& tx) {
      return flows::update_sku(tx, {seen.public_id, draft, seen.version}, kNow);
    });
  }
};

TEST_F(ProductTest, categories_have_unique_names_and_an_order) {
  category("饮品", 2);
  category("食品", 1);
  const auto again = transact([](db::Tx& tx) { return flows::create_category(tx, {"饮品", 3}, kNow); });
  EXPECT_TRUE(again.refused_with(kCategoryNameTaken));
  const auto nameless = transact([](db::Tx& tx) { return flows::create_category(tx, {"", 3}, kNow); });
  EXPECT_TRUE(nameless.refused_with(kCategoryNameInvalid));
  const auto all = run([](db::Tx& tx) { return flows::list_categories(tx, kNow); });
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].name, "食品");
}

TEST_F(ProductTest, an_edit_of_what_was_not_seen_is_refused) {
  const Product made = product("茶", SaleState::draft);
  const ProductDraft draft{CategoryId{}, "绿茶", "", "", SaleState::active};
  const auto updated = update(made, draft);
  ASSERT_TRUE(updated);
  EXPECT_EQ(updated->version, 2);
  EXPECT_TRUE(update(made, draft).refused_with(kProductChanged));
  ASSERT_TRUE(update(*updated, draft));
  const auto stored = run([&](db::Tx& tx) { return flows::find_product(tx, made.public_id, kNow); });
  EXPECT_EQ(stored.product.name, "绿茶");
  EXPECT_EQ(stored.product.version, 3);
}

TEST_F(ProductTest, refusals_of_an_edit_in_order) {
  const Product made = product("茶");
  Product unknown = made;
  unknown.public_id = ulid();
  Product stale = made;
  stale.version = 9;
  const ProductDraft nameless{CategoryId{404}, "", "", "", SaleState::draft};
  EXPECT_TRUE(update(unknown, nameless).refused_with(kProductNotFound));
  EXPECT_TRUE(update(stale, nameless).refused_with(kProductChanged));
  EXPECT_TRUE(update(made, nameless).refused_with(kProductTextInvalid));
  EXPECT_TRUE(
      update(made, {CategoryId{404}, "茶", "", "", SaleState::draft}).refused_with(kProductNeverDraftAgain));
  EXPECT_TRUE(
      update(made, {CategoryId{404}, "茶", "", "", SaleState::active}).refused_with(kCategoryNotFound));
}

TEST_F(ProductTest, sku_codes_are_unique_over_all_products) {
  const Product tea = product("茶");
  const Product coffee = product("咖啡");
  const auto first = try_sku(tea.public_id, {"T-1", "罐", Fen{9900}, Fen{3000}, SaleState::active});
  ASSERT_TRUE(first);
  EXPECT_TRUE(try_sku(coffee.public_id, {"T-1", "袋", Fen{1}, Fen{0}, SaleState::active})
                  .refused_with(kSkuCodeTaken));
  const auto second = try_sku(coffee.public_id, {"C-1", "袋", Fen{1}, Fen{0}, SaleState::active});
  ASSERT_TRUE(second);
  EXPECT_TRUE(update(*second, {"T-1", "袋", Fen{1}, Fen{0}, SaleState::active}).refused_with(kSkuCodeTaken));
  const auto priced = update(*first, {"T-1", "罐", Fen{8800}, Fen{3000}, SaleState::active});
  ASSERT_TRUE(priced);
  EXPECT_EQ(priced->price_fen, Fen{8800});
  EXPECT_TRUE(update(*first, {"T-1", "罐", Fen{1}, Fen{0}, SaleState::active}).refused_with(kProductChanged));
  EXPECT_TRUE(try_sku(ulid(), {"", "", Fen{0}, Fen{0}, SaleState::active}).refused_with(kProductNotFound));
  EXPECT_TRUE(
      try_sku(tea.public_id, {"X", "罐", Fen{0}, Fen{0}, SaleState::active}).refused_with(kSkuPriceInvalid));
}

TEST_F(ProductTest, a_product_has_at_most_100_skus) {
  const Product tea = product("茶");
  for (int i = 0; i < kSkusPerProductMax; ++i) {
    ASSERT_TRUE(try_sku(tea.public_id, {"T-" + std::to_string(i), "罐", Fen{1}, Fen{0}, SaleState::active}));
  }
  EXPECT_TRUE(
      try_sku(tea.public_id, {"T-100", "罐", Fen{1}, Fen{0}, SaleState::active}).refused_with(kSkuTooMany));
}

TEST_F(ProductTest, the_catalogue_shows_what_is_active_and_nothing_else) {
  const Category drinks = category("饮品");
  const Product tea = product("茶", SaleState::active, drinks.id);
  product("草稿", SaleState::draft, drinks.id);
  product("下架", SaleState::archived, drinks.id);
  const Product coffee = product("咖啡");
  ASSERT_TRUE(try_sku(tea.public_id, {"T-1", "罐", Fen{9900}, Fen{3000}, SaleState::active}));
  ASSERT_TRUE(try_sku(tea.public_id, {"T-2", "袋", Fen{900}, Fen{300}, SaleState::draft}));
  const auto all = run([](db::Tx& tx) { return flows::browse_catalogue(tx, {}, kNow); });
  ASSERT_EQ(all.items.size(), 2U);
  EXPECT_EQ(all.items[0].public_id, coffee.public_id);
  EXPECT_TRUE(all.items[0].skus.empty());
  EXPECT_EQ(all.items[1].public_id, tea.public_id);
  ASSERT_EQ(all.items[1].skus.size(), 1U);
  EXPECT_EQ(all.items[1].skus[0].price_fen, Fen{9900});
  const auto of_drinks = run([&](db::Tx& tx) { return flows::browse_catalogue(tx, {drinks.id, {}}, kNow); });
  ASSERT_EQ(of_drinks.items.size(), 1U);
  EXPECT_EQ(of_drinks.items[0].public_id, tea.public_id);
}

TEST_F(ProductTest, products_are_listed_by_each_filter_newest_first) {
  const Category drinks = category("饮品");
  const Product tea = product("绿茶", SaleState::active, drinks.id);
  const Product draft = product("绿豆", SaleState::draft, drinks.id);
  const Product coffee = product("咖啡");
  const auto listed = [](flows::ListProductsQuery query) {
    std::vector<std::string> found;
    query.page = {0, 1};
    do {
      const auto page = run([&](db::Tx& tx) { return flows::list_products(tx, query, kNow); });
      for (const auto& item : page.items) found.push_back(item.product.public_id);
      query.page.after = page.next;
    } while (query.page.after != 0);
    return found;
  };
  using Ids = std::vector<std::string>;
  EXPECT_EQ(listed({}), (Ids{coffee.public_id, draft.public_id, tea.public_id}));
  EXPECT_EQ(listed({SaleState::draft, {}, "", {}}), (Ids{draft.public_id}));
  EXPECT_EQ(listed({std::nullopt, drinks.id, "", {}}), (Ids{draft.public_id, tea.public_id}));
  EXPECT_EQ(listed({SaleState::active, drinks.id, "", {}}), (Ids{tea.public_id}));
  EXPECT_EQ(listed({std::nullopt, {}, "绿", {}}), (Ids{draft.public_id, tea.public_id}));
  EXPECT_EQ(listed({std::nullopt, {}, "%", {}}), Ids{});
}

}  // namespace
}  // namespace fenrun::testing
