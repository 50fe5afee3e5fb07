#include "domain/product/product.hpp"

#include "base/assert.hpp"
#include "domain/text.hpp"

namespace fenrun {
namespace {

// Empty, or https with a host, in printable ASCII.
bool is_image_url(std::string_view url) {
  if (url.empty()) return true;
  if (url.size() > kProductImageUrlMax || !url.starts_with("https://")) return false;
  for (const char character : url) {
    if (character <= ' ' || character > '~' || character == '"' || character == '<' || character == '>')
      return false;
  }
  constexpr std::size_t host = std::string_view("https://").size();
  return url.size() > host && url[host] != '/';
}

bool is_sku_code(std::string_view code) {
  if (code.empty() || code.size() > 64) return false;
  for (const char character : code) {
    if (character <= ' ' || character > '~') return false;
  }
  return true;
}

Done check_state(SaleState state, std::optional<SaleState> before) {
  if (state == SaleState::draft && before && *before != SaleState::draft) return kProductNeverDraftAgain;
  return {};
}

}  // namespace

std::string_view to_text(SaleState state) {
  switch (state) {
    case SaleState::draft:
      return "draft";
    case SaleState::active:
      return "active";
    case SaleState::archived:
      return "archived";
  }
  FENRUN_UNREACHABLE("a sale state is one of three");
}

std::optional<SaleState> sale_state_from(std::string_view text) {
  for (const auto state : {SaleState::draft, SaleState::active, SaleState::archived}) {
    if (text == to_text(state)) return state;
  }
  return std::nullopt;
}

Done check_product(const ProductDraft& draft, std::optional<SaleState> before) {
  if (!is_one_line(draft.name, 1, kProductNameMax)) return kProductTextInvalid;
  if (!is_one_line(draft.summary, 0, kProductSummaryMax)) return kProductTextInvalid;
  if (!is_image_url(draft.image_url)) return kProductTextInvalid;
  if (draft.freight_fen < Fen{0} || draft.freight_fen > kPriceMax) return kProductFreightInvalid;
  return check_state(draft.state, before);
}

Done check_sku(const SkuDraft& draft, std::optional<SaleState> before) {
  if (!is_sku_code(draft.code) || !is_one_line(draft.name, 1, kProductNameMax)) return kSkuTextInvalid;
  if (draft.price_fen <= Fen{0} || draft.price_fen > kPriceMax) return kSkuPriceInvalid;
  if (draft.cost_fen < Fen{0} || draft.cost_fen > kPriceMax) return kSkuPriceInvalid;
  return check_state(draft.state, before);
}

Done check_category(std::string_view name) {
  if (!is_one_line(name, 1, kProductNameMax)) return kCategoryNameInvalid;
  return {};
}

}  // namespace fenrun
