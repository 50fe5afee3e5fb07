// "s1", the order's fields, then "|" before each line ("line=...") and each dealer ("dealer=...").
#include "domain/commission/field_text.hpp"
#include "domain/commission/sale.hpp"

namespace fenrun {
namespace {

constexpr std::string_view kSaleForm = "s1";

struct SaleField {
  std::string_view key;
  std::int64_t value;
};

void add_group(std::string& text, std::initializer_list<SaleField> fields) {
  bool is_first = true;
  for (const SaleField& field : fields) {
    if (!is_first) text += ' ';
    is_first = false;
    text.append(field.key).append("=").append(std::to_string(field.value));
  }
}

bool read_order(std::string_view text, SaleFacts& facts) {
  FieldReader reader(text);
  facts.order = OrderId{reader.number("order")};
  facts.paid_at = Instant{std::chrono::microseconds{reader.number("paid")}};
  facts.buyer = DealerId{reader.number("buyer")};
  const auto channel = sale_channel_from(reader.text("channel"));
  if (!channel || !reader.is_done()) return false;
  facts.channel = *channel;
  return true;
}

bool read_sale_line(std::string_view text, SaleFacts& facts) {
  FieldReader reader(text);
  SaleLine line;
  line.line = OrderLineId{reader.number("line")};
  line.sku = SkuId{reader.number("sku")};
  line.product = ProductId{reader.number("product")};
  line.category = CategoryId{reader.number("category")};
  line.quantity = reader.number("quantity");
  line.base_fen = Fen{reader.number("base")};
  line.cost_fen = Fen{reader.number("cost")};
  facts.lines.push_back(line);
  return reader.is_done() && facts.lines.size() <= kSaleLinesMax;
}

bool read_standing(std::string_view text, SaleFacts& facts) {
  FieldReader reader(text);
  DealerStanding standing;
  standing.dealer = DealerId{reader.number("dealer")};
  standing.tier = TierId{reader.number("tier")};
  const std::int64_t active = reader.number("active");
  standing.is_active = active == 1;
  standing.month_sales_fen = Fen{reader.number("sales")};
  standing.month_earned_fen = Fen{reader.number("earned")};
  facts.upline.push_back(standing);
  return reader.is_done() && (active == 0 || active == 1) && facts.upline.size() <= kPaidLevelsMax;
}

}  // namespace

std::string to_text(const SaleFacts& facts) {
  std::string text = std::string(kSaleForm) + "|";
  add_group(text, {{"order", facts.order.value},
                   {"paid", facts.paid_at.time_since_epoch().count()},
                   {"buyer", facts.buyer.value}});
  text.append(" channel=").append(to_text(facts.channel));
  for (const SaleLine& line : facts.lines) {
    text += '|';
    add_group(text, {{"line", line.line.value},
                     {"sku", line.sku.value},
                     {"product", line.product.value},
                     {"category", line.category.value},
                     {"quantity", line.quantity},
                     {"base", line.base_fen.value},
                     {"cost", line.cost_fen.value}});
  }
  for (const DealerStanding& standing : facts.upline) {
    text += '|';
    add_group(text, {{"dealer", standing.dealer.value},
                     {"tier", standing.tier.value},
                     {"active", standing.is_active ? 1 : 0},
                     {"sales", standing.month_sales_fen.value},
                     {"earned", standing.month_earned_fen.value}});
  }
  return text;
}

std::optional<SaleFacts> sale_facts_from(std::string_view text) {
  const std::string_view given = text;
  if (take_piece(text, '|') != kSaleForm) return std::nullopt;
  SaleFacts facts;
  if (!read_order(take_piece(text, '|'), facts)) return std::nullopt;
  while (!text.empty()) {
    const std::string_view group = take_piece(text, '|');
    const bool is_good =
        group.starts_with("line=") ? read_sale_line(group, facts) : read_standing(group, facts);
    if (!is_good) return std::nullopt;
  }
  if (to_text(facts) != given) return std::nullopt;
  return facts;
}

}  // namespace fenrun
