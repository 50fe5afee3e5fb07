#include "domain/product/product.hpp"

#include <gtest/gtest.h>

namespace fenrun {
namespace {

std::string_view outcome(const Done& done) { return done ? std::string_view("made") : done.error().code(); }

ProductDraft product(const std::string& name, const std::string& summary, const std::string& image_url,
                     SaleState state = SaleState::draft) {
  return {CategoryId{}, name, summary, image_url, state};
}

TEST(ProductTest, a_product_has_a_name_and_an_https_image_or_none) {
  const std::string long_name(kProductNameMax, 'n');
  struct Case {
    ProductDraft draft;
    const char* outcome;
  };
  const Case cases[] = {
      {product(long_name, "", ""), "made"},
      {product(long_name + "n", "", ""), "product.text_invalid"},
      {product("", "", ""), "product.text_invalid"},
      {product("茶", std::string(kProductSummaryMax, 's'), ""), "made"},
      {product("茶", std::string(kProductSummaryMax + 1, 's'), ""), "product.text_invalid"},
      {product("茶", "", "https://img.example/1.png"), "made"},
      {product("茶", "", "http://img.example/1.png"), "product.text_invalid"},
      {product("茶", "", "javascript:alert(1)"), "product.text_invalid"},
      {product("茶", "", "https://"), "product.text_invalid"},
      {product("茶", "", "https:///x"), "product.text_invalid"},
      {product("茶", "", "https://a b"), "product.text_invalid"},
      {product("茶", "", "https://图"), "product.text_invalid"},
      {product("茶", "", "https://" + std::string(kProductImageUrlMax - 8, 'a')), "made"},
      {product("茶", "", "https://" + std::string(kProductImageUrlMax - 7, 'a')), "product.text_invalid"},
  };
  for (const Case& c : cases)
    EXPECT_EQ(outcome(check_product(c.draft, std::nullopt)), c.outcome) << &c - cases;
}

TEST(ProductTest, a_freight_is_none_or_at_most_a_million_yuan) {
  const std::pair<Fen, const char*> cases[] = {{Fen{0}, "made"},
                                               {kPriceMax, "made"},
                                               {Fen{-1}, "product.freight_invalid"},
                                               {Fen{kPriceMax.value + 1}, "product.freight_invalid"}};
  for (const auto& [freight, expected] : cases) {
    auto draft = product("茶", "", "");
    draft.freight_fen = freight;
    EXPECT_EQ(outcome(check_product(draft, std::nullopt)), expected) << freight.value;
  }
}

TEST(ProductTest, what_has_been_on_sale_never_becomes_a_draft_again) {
  struct Case {
    std::optional<SaleState> before;
    SaleState after;
    const char* outcome;
  };
  const Case cases[] = {
      {std::nullopt, SaleState::draft, "made"},
      {std::nullopt, SaleState::active, "made"},
      {SaleState::draft, SaleState::draft, "made"},
      {SaleState::draft, SaleState::active, "made"},
      {SaleState::active, SaleState::archived, "made"},
      {SaleState::archived, SaleState::active, "made"},
      {SaleState::active, SaleState::draft, "product.never_draft_again"},
      {SaleState::archived, SaleState::draft, "product.never_draft_again"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(outcome(check_product(product("茶", "", "", c.after), c.before)), c.outcome) << &c - cases;
    EXPECT_EQ(outcome(check_sku({"A1", "罐", Fen{1}, Fen{0}, c.after}, c.before)), c.outcome) << &c - cases;
  }
}

TEST(ProductTest, a_sku_has_a_code_a_name_a_positive_price_and_a_cost) {
  struct Case {
    SkuDraft draft;
    const char* outcome;
  };
  const Case cases[] = {
      {{"A1", "罐", Fen{1}, Fen{0}, SaleState::draft}, "made"},
      {{std::string(64, 'A'), "罐", kPriceMax, kPriceMax, SaleState::draft}, "made"},
      {{std::string(65, 'A'), "罐", Fen{1}, Fen{0}, SaleState::draft}, "sku.text_invalid"},
      {{"", "罐", Fen{1}, Fen{0}, SaleState::draft}, "sku.text_invalid"},
      {{"编码", "罐", Fen{1}, Fen{0}, SaleState::draft}, "sku.text_invalid"},
      {{"A 1", "罐", Fen{1}, Fen{0}, SaleState::draft}, "sku.text_invalid"},
      {{"A1", "", Fen{1}, Fen{0}, SaleState::draft}, "sku.text_invalid"},
      {{"A1", "罐", Fen{0}, Fen{0}, SaleState::draft}, "sku.price_invalid"},
      {{"A1", "罐", Fen{kPriceMax.value + 1}, Fen{0}, SaleState::draft}, "sku.price_invalid"},
      {{"A1", "罐", Fen{1}, Fen{-1}, SaleState::draft}, "sku.price_invalid"},
      {{"A1", "罐", Fen{1}, Fen{kPriceMax.value + 1}, SaleState::draft}, "sku.price_invalid"},
      {{"A1", "", Fen{0}, Fen{0}, SaleState::draft}, "sku.text_invalid"},
  };
  for (const Case& c : cases) EXPECT_EQ(outcome(check_sku(c.draft, std::nullopt)), c.outcome) << &c - cases;
}

}  // namespace
}  // namespace fenrun
