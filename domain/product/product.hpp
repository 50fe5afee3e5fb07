// What the producer sells: categories, products and their SKUs (one price and one cost each).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"

namespace fenrun {

using CategoryId = Id<struct CategoryNoun>;

inline constexpr std::size_t kProductNameMax = 64;       // characters
inline constexpr std::size_t kProductSummaryMax = 255;   // characters
inline constexpr std::size_t kProductImageUrlMax = 255;  // bytes
inline constexpr Fen kPriceMax{100'000'000};             // one million yuan
inline constexpr int kSkusPerProductMax = 100;
inline constexpr int kCategoriesMax = 500;

// Consumers see what is active; a draft has never been on sale, an archived product no longer is.
enum class SaleState { draft, active, archived };

std::string_view to_text(SaleState state);
std::optional<SaleState> sale_state_from(std::string_view text);

struct Category {
  CategoryId id;
  std::string name;
  int position = 0;  // ascending on the page
};

struct Product {
  ProductId id;
  std::string public_id;
  CategoryId category_id;  // not set: in none
  std::string name;
  std::string summary;
  std::string image_url;
  Fen freight_fen;  // of one parcel with it; domain/order/price_order.hpp says what an order of several pays
  SaleState state = SaleState::draft;
  Instant created_at;
  std::int64_t version = 1;
};

struct Sku {
  SkuId id;
  std::string public_id;
  ProductId product_id;
  std::string code;  // the producer's own article number, unique
  std::string name;  // what distinguishes it: "500 ml", "红色"
  Fen price_fen;
  Fen cost_fen;  // never shown outside the console
  SaleState state = SaleState::draft;
  Instant created_at;
  std::int64_t version = 1;
};

struct ProductWithSkus {
  Product product;
  std::vector<Sku> skus;
};

inline constexpr ErrorCode kProductNotFound{ErrorKind::not_found, "product.not_found", "商品不存在",
                                            "There is no such product"};
inline constexpr ErrorCode kProductChanged{ErrorKind::conflict, "product.changed",
                                           "商品已被他人修改，请刷新后重试",
                                           "The product was changed by somebody else; reload and try again"};
inline constexpr ErrorCode kProductTextInvalid{ErrorKind::invalid, "product.text_invalid",
                                               "商品名称、简介或图片地址有误",
                                               "The product's name, summary or image address is not valid"};
inline constexpr ErrorCode kProductFreightInvalid{ErrorKind::invalid, "product.freight_invalid",
                                                  "运费不能为负，且不超过一百万元",
                                                  "The freight must be 0 to 1,000,000 yuan"};
inline constexpr ErrorCode kProductNeverDraftAgain{ErrorKind::refused, "product.never_draft_again",
                                                   "已上架过的商品不能改回草稿",
                                                   "What has been on sale cannot become a draft again"};
inline constexpr ErrorCode kSkuNotFound{ErrorKind::not_found, "sku.not_found", "规格不存在",
                                        "There is no such SKU"};
inline constexpr ErrorCode kSkuCodeTaken{ErrorKind::conflict, "sku.code_taken", "规格编码已存在",
                                         "This SKU code exists already"};
inline constexpr ErrorCode kSkuTextInvalid{ErrorKind::invalid, "sku.text_invalid", "规格编码或名称有误",
                                           "The SKU's code or name is not valid"};
inline constexpr ErrorCode kSkuPriceInvalid{
    ErrorKind::invalid, "sku.price_invalid", "价格须大于 0，成本不能为负，且均不超过一百万元",
    "The price must be positive, the cost not negative, both at most 1,000,000 yuan"};
inline constexpr ErrorCode kSkuTooMany{ErrorKind::refused, "sku.too_many", "单个商品最多 100 个规格",
                                       "A product has at most 100 SKUs"};
inline constexpr ErrorCode kCategoryNotFound{ErrorKind::not_found, "category.not_found", "分类不存在",
                                             "There is no such category"};
inline constexpr ErrorCode kCategoryNameInvalid{ErrorKind::invalid, "category.name_invalid", "分类名称有误",
                                                "The category's name is not valid"};
inline constexpr ErrorCode kCategoryNameTaken{ErrorKind::conflict, "category.name_taken", "分类名称已存在",
                                              "A category of this name exists already"};
inline constexpr ErrorCode kCategoryTooMany{ErrorKind::refused, "category.too_many", "分类数量已达上限",
                                            "There are too many categories"};

struct ProductDraft {
  CategoryId category_id;
  std::string name;
  std::string summary;
  std::string image_url;  // https only, or empty
  SaleState state = SaleState::draft;
  Fen freight_fen{};
};

struct SkuDraft {
  std::string code;
  std::string name;
  Fen price_fen;
  Fen cost_fen;
  SaleState state = SaleState::draft;
};

// `before` is nothing for a new product. Refuses, in this order, with kProductTextInvalid,
// kProductFreightInvalid, kProductNeverDraftAgain.
Done check_product(const ProductDraft& draft, std::optional<SaleState> before);
// Refuses, in this order, with kSkuTextInvalid, kSkuPriceInvalid, kProductNeverDraftAgain.
Done check_sku(const SkuDraft& draft, std::optional<SaleState> before);
// Refuses with kCategoryNameInvalid.
Done check_category(std::string_view name);

}  // namespace fenrun
