#include "domain/order/order_file.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>

#include "domain/order/order_number.hpp"
#include "domain/order/refund.hpp"
#include "domain/text.hpp"

namespace fenrun {
namespace {

constexpr std::size_t kNumberDigitsMax = 15;  // what a spreadsheet keeps of a number
constexpr std::chrono::minutes kFutureTolerated{5};

enum FileColumn : std::size_t {
  kOrderNoColumn,
  kSkuColumn,
  kQuantityColumn,
  kUnitPriceColumn,
  kDiscountColumn,
  kCouponColumn,
  kFreightColumn,
  kPhoneColumn,
  kPaidAtColumn,
  kShippedAtColumn,
  kReceivedAtColumn,
  kRefundedAtColumn,
  kRefundNoColumn,
  kRefundAmountColumn,
  kCarrierColumn,
  kTrackingNoColumn,
  kRemarkColumn,  // read by nobody; so are the two that a file of ours has on top
  kOutcomeColumn,
  kReasonColumn,
  kFileColumns,
};
constexpr std::size_t kRequiredColumns = 4;  // the first ones

constexpr std::array<std::array<std::string_view, 4>, kFileColumns> kColumnWords{{
    {"订单号", "order_no", "外部订单号", "订单编号"},
    {"商品编码", "sku_code", "货号", "规格编码"},
    {"数量", "quantity", "购买数量", "商品数量"},
    {"单价", "unit_price", "单价(元)", "单价（元）"},
    {"优惠", "discount", "优惠金额", "优惠(元)"},
    {"优惠券", "coupon", "优惠券金额", "优惠券(元)"},
    {"运费", "freight", "运费(元)", "运费（元）"},
    {"买家手机", "buyer_phone", "手机号", "买家手机号"},
    {"付款时间", "paid_at", "支付时间", ""},
    {"发货时间", "shipped_at", "", ""},
    {"收货时间", "received_at", "确认收货时间", ""},
    {"退款时间", "refunded_at", "", ""},
    {"退款单号", "refund_no", "退款编号", ""},
    {"退款金额", "refund_amount", "退款金额(元)", "退款金额（元）"},
    {"承运商", "carrier", "物流公司", "快递公司"},
    {"运单号", "tracking_no", "物流单号", "快递单号"},
    {"备注", "remark", "", ""},
    {kOutcomeWord, "outcome", "", ""},
    {kReasonWord, "reason", "", ""},
}};

using Places = std::array<std::optional<std::size_t>, kFileColumns>;

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return lower;
}

std::optional<std::size_t> column_named(std::string_view word) {
  for (std::size_t column = 0; column < kFileColumns; ++column) {
    const auto& words = kColumnWords[column];
    if (std::find(words.begin(), words.end(), lower_case(word)) != words.end()) return column;
  }
  return std::nullopt;
}

Result<Places> read_header(const TableRow& header, OrderFile& file) {
  Places places{};
  for (std::size_t i = 0; i < header.cells.size(); ++i) {
    const std::string& word = header.cells[i].text;
    file.header.push_back(word);
    if (word.empty()) continue;
    const auto column = column_named(word);
    if (!column) {
      file.unknown_columns.push_back(word);
      continue;
    }
    if (places[*column]) return kFileColumnTwice;
    places[*column] = i;
    if (*column >= kPaidAtColumn && *column <= kRefundedAtColumn) file.time_columns.insert(i);
    if (*column == kOutcomeColumn || *column == kReasonColumn) file.marked_columns.insert(i);
  }
  for (std::size_t column = 0; column < kRequiredColumns; ++column) {
    if (!places[column]) return kFileHeaderIncomplete;
  }
  return places;
}

// What a row says; `problem` is the first thing wrong with it.
struct FileRow {
  std::string external_no;
  PushedLine line;
  std::optional<Fen> discount;
  std::optional<Fen> coupon;
  std::optional<Fen> freight;
  std::string phone;
  std::optional<Instant> paid_at;
  std::optional<Instant> shipped_at;
  std::optional<Instant> received_at;
  std::string carrier;
  std::string tracking_no;
  std::optional<PushedRefund> refund;  // the row says this and nothing else; one part, or none
  const ErrorCode* problem = nullptr;
};

class RowReader {
 public:
  RowReader(const TableRow& row, const Places& places, std::size_t columns, bool from_1904, Instant now)
      : row_(row), places_(places), from_1904_(from_1904), now_(now) {
    for (std::size_t i = columns; i < row.cells.size(); ++i)
      check(row.cells[i].text.empty(), kRowBeyondHeader);
  }

  FileRow read() {
    read_order_no();
    if (has(kRefundNoColumn) || has(kRefundAmountColumn) || has(kRefundedAtColumn)) {
      read_refund();
      return std::move(said_);
    }
    read_line();
    said_.discount = amount(kDiscountColumn);
    said_.coupon = amount(kCouponColumn);
    said_.freight = amount(kFreightColumn);
    said_.phone = cell(kPhoneColumn).text;
    check(said_.phone.empty() || (said_.phone.size() == 11 && is_digits(said_.phone)), kRowPhoneInvalid);
    said_.paid_at = time(kPaidAtColumn);
    said_.shipped_at = time(kShippedAtColumn);
    said_.received_at = time(kReceivedAtColumn);
    said_.carrier = cell(kCarrierColumn).text;
    said_.tracking_no = cell(kTrackingNoColumn).text;
    check(is_parcel(said_.carrier, said_.tracking_no), kRowParcelInvalid);
    return std::move(said_);
  }

 private:
  static bool is_digits(std::string_view text) {
    return text.find_first_not_of("0123456789") == std::string_view::npos;
  }

  const TableCell& cell(FileColumn column) const {
    static const TableCell none;
    return places_[column] ? row_.cell(*places_[column]) : none;
  }
  void check(bool is_right, const ErrorCode& problem) {
    if (!is_right && said_.problem == nullptr) said_.problem = &problem;
  }

  [[nodiscard]] bool has(FileColumn column) const { return !cell(column).text.empty(); }

  static bool is_whole_number(const TableCell& number) {
    return !number.is_number || (number.text.size() <= kNumberDigitsMax && is_digits(number.text));
  }

  void read_order_no() {
    const TableCell& number = cell(kOrderNoColumn);
    said_.external_no = number.text;
    check(is_external_no(number.text), kRowOrderNoInvalid);
    check(is_whole_number(number), kRowOrderNoRounded);
  }

  void read_refund() {
    constexpr FileColumn kOfOrders[] = {
        kQuantityColumn, kUnitPriceColumn, kDiscountColumn,   kCouponColumn,  kFreightColumn,   kPhoneColumn,
        kPaidAtColumn,   kShippedAtColumn, kReceivedAtColumn, kCarrierColumn, kTrackingNoColumn};
    for (const FileColumn column : kOfOrders) check(!has(column), kRowRefundMixed);
    PushedRefund& refund = said_.refund.emplace();
    const TableCell& number = cell(kRefundNoColumn);
    refund.refund_no = number.text;
    check(is_external_no(number.text) && is_whole_number(number), kRowRefundNoInvalid);
    refund.amount_fen = yuan_in_cell(cell(kRefundAmountColumn).text).value_or(Fen{});
    check(refund.amount_fen > Fen{0} && refund.amount_fen <= kOrderTotalMax, kRowRefundAmountInvalid);
    refund.happened_at = time(kRefundedAtColumn);
    if (!has(kSkuColumn)) return;
    const std::string& sku = cell(kSkuColumn).text;
    check(is_one_line(sku, 1, 64), kRowSkuInvalid);
    const bool is_freight = std::ranges::find(kFreightWords, lower_case(sku)) != std::end(kFreightWords);
    refund.parts.push_back({is_freight ? "" : sku, refund.amount_fen});
  }

  void read_line() {
    said_.line.sku_code = cell(kSkuColumn).text;
    check(is_one_line(said_.line.sku_code, 1, 64), kRowSkuInvalid);
    const std::string& quantity = cell(kQuantityColumn).text;
    const bool is_count = !quantity.empty() && quantity.size() <= 4 && is_digits(quantity);
    if (is_count) std::from_chars(quantity.data(), quantity.data() + quantity.size(), said_.line.quantity);
    check(is_count && said_.line.quantity >= 1, kRowQuantityInvalid);
    const auto price = yuan_in_cell(cell(kUnitPriceColumn).text);
    check(price.has_value(), kRowAmountInvalid);
    said_.line.unit_price_fen = price.value_or(Fen{});
    check(said_.line.unit_price_fen > Fen{0} && said_.line.unit_price_fen <= kPriceMax, kRowPriceInvalid);
  }

  std::optional<Fen> amount(FileColumn column) {
    const std::string& text = cell(column).text;
    if (text.empty()) return std::nullopt;
    const auto fen = yuan_in_cell(text);
    check(fen.has_value(), kRowAmountInvalid);
    return fen;
  }

  std::optional<Instant> time(FileColumn column) {
    const TableCell& text = cell(column);
    if (text.text.empty()) return std::nullopt;
    const auto at = time_in_cell(text, from_1904_);
    check(at.has_value(), kRowTimeInvalid);
    check(!at || *at <= now_ + kFutureTolerated, kRowTimeInFuture);
    return at;
  }

  const TableRow& row_;
  const Places& places_;
  const bool from_1904_;
  const Instant now_;
  FileRow said_;
};

// An order as its rows say it, one after the other.
class OrderBuilder {
 public:
  explicit OrderBuilder(std::string external_no) { order_.external_no = std::move(external_no); }

  void add(std::size_t row, FileRow said) {
    if (said.problem != nullptr) problems_[row] = said.problem;
    order_.rows.push_back(row);
    if (said.refund) {
      add_refund(row, *std::move(said.refund));
      return;
    }
    if (!skus_.insert(said.line.sku_code).second) problem(row, kRowSkuTwice);
    agree(row, discount_, said.discount);
    agree(row, coupon_, said.coupon);
    agree(row, freight_, said.freight);
    agree(row, order_.said.paid_at, said.paid_at);
    agree(row, order_.said.shipped_at, said.shipped_at);
    agree(row, order_.said.received_at, said.received_at);
    agree_text(row, order_.buyer_phone, said.phone);
    agree_text(row, order_.said.carrier, said.carrier);
    agree_text(row, order_.said.tracking_no, said.tracking_no);
    order_.content.lines.push_back(std::move(said.line));
    if (order_.content.lines.size() > kOrderLinesMax) problem(row, kRowTooMany);
  }

  // Nothing when a row is bad; the others then have a reason too.
  std::optional<FileOrder> build(std::map<std::size_t, const ErrorCode*>& bad_rows) {
    order_.content.discount_fen = discount_.value_or(Fen{});
    order_.content.coupon_fen = coupon_.value_or(Fen{});
    order_.content.freight_fen = freight_.value_or(Fen{});
    if (problems_.empty()) return std::move(order_);
    for (const std::size_t row : order_.rows) bad_rows[row] = &kRowOtherBad;
    for (const auto& [row, why] : problems_) bad_rows[row] = why;
    return std::nullopt;
  }

 private:
  // Rows of one number are the parts of one refund.
  void add_refund(std::size_t row, PushedRefund said) {
    const auto known = std::ranges::find(order_.refunds, said.refund_no, &PushedRefund::refund_no);
    if (known == order_.refunds.end()) {
      order_.refunds.push_back(std::move(said));
      if (order_.refunds.size() > static_cast<std::size_t>(kRefundsPerOrderMax)) problem(row, kRefundTooMany);
      return;
    }
    agree(row, known->happened_at, said.happened_at);
    const bool names_another = !said.parts.empty() && !known->parts.empty() &&
                               std::ranges::find(known->parts, said.parts.front().sku_code,
                                                 &PushedRefundPart::sku_code) == known->parts.end();
    if (!names_another) {
      problem(row, kRowRefundTwice);
      return;
    }
    known->amount_fen.value += said.amount_fen.value;
    known->parts.push_back(std::move(said.parts.front()));
  }

  void problem(std::size_t row, const ErrorCode& why) { problems_.emplace(row, &why); }
  template <class T>
  void agree(std::size_t row, std::optional<T>& known, const std::optional<T>& said) {
    if (said && known && *said != *known) problem(row, kRowsDisagree);
    if (!known) known = said;
  }
  void agree_text(std::size_t row, std::string& known, const std::string& said) {
    if (!said.empty() && !known.empty() && said != known) problem(row, kRowsDisagree);
    if (known.empty()) known = said;
  }

  FileOrder order_;
  std::optional<Fen> discount_;
  std::optional<Fen> coupon_;
  std::optional<Fen> freight_;
  std::set<std::string> skus_;
  std::map<std::size_t, const ErrorCode*> problems_;
};

}  // namespace

Result<OrderFile> read_order_file(const std::vector<TableRow>& rows, bool counts_days_from_1904,
                                  Instant now) {
  OrderFile file;
  if (rows.size() < 2) return kFileEmpty;
  const auto places = read_header(rows.front(), file);
  if (!places) return places.error();
  if (!file.unknown_columns.empty()) return file;
  std::vector<OrderBuilder> builders;
  std::map<std::string, std::size_t> by_number;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    FileRow said = RowReader(rows[i], *places, file.header.size(), counts_days_from_1904, now).read();
    if (said.problem == &kRowOrderNoInvalid || said.problem == &kRowOrderNoRounded) {
      file.bad_rows[i - 1] = said.problem;
      continue;
    }
    const auto [found, is_new] = by_number.emplace(said.external_no, builders.size());
    if (is_new) builders.emplace_back(said.external_no);
    builders[found->second].add(i - 1, std::move(said));
  }
  for (OrderBuilder& builder : builders) {
    if (auto order = builder.build(file.bad_rows)) file.orders.push_back(std::move(*order));
  }
  return file;
}

}  // namespace fenrun
