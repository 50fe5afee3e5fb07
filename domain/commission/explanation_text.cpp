// "e1" is the version of the form: a reader of the future tells old rows by it.
#include "domain/commission/explanation.hpp"
#include "domain/commission/field_text.hpp"

namespace fenrun {
namespace {

constexpr std::string_view kExplanationForm = "e1";

void add_field(std::string& text, std::string_view key, std::int64_t value) {
  text.append(" ").append(key).append("=").append(std::to_string(value));
}

std::string joined_numbers(const std::vector<std::int64_t>& numbers) {
  std::string text;
  for (const std::int64_t number : numbers) {
    if (!text.empty()) text += '/';
    text += std::to_string(number);
  }
  return text;
}

// False unless the text is exactly `count` numbers.
bool split_numbers(std::string_view text, std::size_t count, std::vector<std::int64_t>& numbers) {
  while (!text.empty() && numbers.size() <= count) {
    if (!read_number(take_piece(text, '/'), numbers.emplace_back())) return false;
  }
  return numbers.size() == count && text.empty();
}

std::string caps_text(const std::vector<CapStep>& caps) {
  std::string text;
  for (const CapStep& step : caps) {
    if (!text.empty()) text += ',';
    text.append(to_text(step.cap)).append(":");
    text += joined_numbers({step.limit_fen.value, step.before_fen.value, step.whole_fen.value});
  }
  return text.empty() ? "-" : text;
}

std::optional<Cap> cap_from(std::string_view text) {
  for (const Cap cap : {Cap::line_base, Cap::order, Cap::month}) {
    if (to_text(cap) == text) return cap;
  }
  return std::nullopt;
}

bool read_caps(std::string_view text, std::vector<CapStep>& caps) {
  if (text == "-") return true;
  do {
    std::string_view piece = take_piece(text, ',');
    const auto cap = cap_from(take_piece(piece, ':'));
    std::vector<std::int64_t> numbers;
    if (!cap || caps.size() == 3 || !split_numbers(piece, 3, numbers)) return false;
    caps.push_back({*cap, Fen{numbers[0]}, Fen{numbers[1]}, Fen{numbers[2]}});
  } while (!text.empty());
  return true;
}

bool read_upline(std::string_view text, std::vector<DealerId>& upline) {
  do {
    std::int64_t id = 0;
    if (upline.size() == kPaidLevelsMax || !read_number(take_piece(text, '/'), id)) return false;
    upline.push_back(DealerId{id});
  } while (!text.empty());
  return true;
}

std::string upline_text(const std::vector<DealerId>& upline) {
  std::vector<std::int64_t> ids;
  ids.reserve(upline.size());
  for (const DealerId dealer : upline) ids.push_back(dealer.value);
  return joined_numbers(ids);
}

void read_words(FieldReader& reader, Explanation& it) {
  const auto kind = rule_kind_from(reader.text("kind"));
  const auto level = paid_level_from(reader.number("level"));
  if (!kind || !level) return reader.wrong();
  it.kind = *kind;
  it.level = *level;
}

void read_lists(FieldReader& reader, Explanation& it) {
  std::vector<std::int64_t> millionths;
  if (!split_numbers(reader.text("millionths"), it.millionths.size(), millionths)) return reader.wrong();
  std::copy(millionths.begin(), millionths.end(), it.millionths.begin());
  if (!read_caps(reader.text("caps"), it.caps)) return reader.wrong();
  if (!read_upline(reader.text("upline"), it.upline)) reader.wrong();
}

}  // namespace

std::string to_text(const Explanation& it) {
  std::string text(kExplanationForm);
  add_field(text, "plan", it.plan_number);
  add_field(text, "rule", it.rule_number);
  text.append(" kind=").append(to_text(it.kind));
  add_field(text, "level", number_of(it.level));
  add_field(text, "base", it.base_fen.value);
  add_field(text, "cost", it.cost_fen.value);
  add_field(text, "quantity", it.quantity);
  add_field(text, "rate", it.rate.value);
  add_field(text, "below", it.rate_below.value);
  add_field(text, "unit", it.per_unit_fen.value);
  add_field(text, "step", it.step_from_fen.value);
  add_field(text, "sales", it.month_sales_fen.value);
  text += " millionths=" + joined_numbers({it.millionths.begin(), it.millionths.end()});
  text += " caps=" + caps_text(it.caps);
  text += " upline=" + upline_text(it.upline);
  add_field(text, "tier", it.tier.value);
  add_field(text, "paid", it.paid_at.time_since_epoch().count());
  return text;
}

std::optional<Explanation> explanation_from(std::string_view text) {
  const std::string_view given = text;
  if (take_piece(text, ' ') != kExplanationForm) return std::nullopt;
  FieldReader reader(text);
  Explanation it;
  it.plan_number = reader.number("plan");
  it.rule_number = static_cast<int>(reader.number("rule"));
  read_words(reader, it);
  it.base_fen = Fen{reader.number("base")};
  it.cost_fen = Fen{reader.number("cost")};
  it.quantity = reader.number("quantity");
  it.rate = Ppm{reader.number("rate")};
  it.rate_below = Ppm{reader.number("below")};
  it.per_unit_fen = Fen{reader.number("unit")};
  it.step_from_fen = Fen{reader.number("step")};
  it.month_sales_fen = Fen{reader.number("sales")};
  read_lists(reader, it);
  it.tier = TierId{reader.number("tier")};
  it.paid_at = Instant{std::chrono::microseconds{reader.number("paid")}};
  if (!reader.is_done() || to_text(it) != given) return std::nullopt;
  return it;
}

}  // namespace fenrun
