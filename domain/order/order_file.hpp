// A file of orders of another shop, one row a line of an order or a refund. Columns are found by their
// header, in Chinese or English; everything is checked before anything is booked, and each bad row has its
// reason. An order with one bad row is not booked at all.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/result.hpp"
#include "domain/order/order.hpp"
#include "domain/order/order_source.hpp"
#include "domain/table_row.hpp"

namespace fenrun {

struct FileOrder {
  std::string external_no;
  PushedContent content;    // without buyer_phone_index
  std::string buyer_phone;  // digits; empty: not given
  PushedMilestones said;
  std::vector<PushedRefund> refunds;  // in the order of their first rows; an order may have nothing else
  std::vector<std::size_t> rows;      // positions among the rows after the header
};

struct OrderFile {
  std::vector<FileOrder> orders;                     // in the order of their first rows
  std::map<std::size_t, const ErrorCode*> bad_rows;  // the first thing wrong with each
  std::vector<std::string> header;
  std::set<std::size_t> time_columns;
  std::set<std::size_t> marked_columns;  // with the marks of an import before
  // Not empty: nothing was read, because a misspelt "discount" would change every amount.
  std::vector<std::string> unknown_columns;
};

inline constexpr ErrorCode kFileEmpty{ErrorKind::invalid, "order_file.empty", "文件中没有订单行",
                                      "The file has no rows of orders"};
inline constexpr ErrorCode kFileHeaderIncomplete{
    ErrorKind::invalid, "order_file.header_incomplete", "表头缺少必需的列：订单号、商品编码、数量、单价",
    "The header lacks a required column: order_no, sku_code, quantity, unit_price"};
inline constexpr ErrorCode kFileColumnUnknown{ErrorKind::invalid, "order_file.column_unknown",
                                              "表头中有无法识别的列",
                                              "The header has columns that are not known"};
inline constexpr ErrorCode kFileColumnTwice{ErrorKind::invalid, "order_file.column_twice", "表头中有重复的列",
                                            "The header has a column twice"};

inline constexpr ErrorCode kRowOrderNoInvalid{
    ErrorKind::invalid, "order_row.order_no_invalid", "订单号须为 1 至 64 个英文字母、数字或符号，不含空格",
    "The order number must be 1 to 64 printable ASCII characters without spaces"};
inline constexpr ErrorCode kRowOrderNoRounded{
    ErrorKind::invalid, "order_row.order_no_rounded",
    "订单号被保存为数字且超过 15 位，末尾数字已丢失；请将该列设为文本后重新填写",
    "The order number was stored as a number of more than 15 digits and has lost its end; make the column "
    "text"};
inline constexpr ErrorCode kRowSkuInvalid{ErrorKind::invalid, "order_row.sku_invalid",
                                          "商品编码须为 1 至 64 个字符",
                                          "The article number must be 1 to 64 characters"};
inline constexpr ErrorCode kRowQuantityInvalid{ErrorKind::invalid, "order_row.quantity_invalid",
                                               "数量须为 1 至 9999 的整数", "The quantity must be 1 to 9999"};
inline constexpr ErrorCode kRowAmountInvalid{ErrorKind::invalid, "order_row.amount_invalid",
                                             "金额须以元为单位、不为负、最多两位小数",
                                             "An amount is in yuan, not negative, with at most two decimals"};
inline constexpr ErrorCode kRowPriceInvalid{ErrorKind::invalid, "order_row.price_invalid",
                                            "单价须大于 0 且不超过一百万元",
                                            "A unit price must be positive and at most 1,000,000 yuan"};
inline constexpr ErrorCode kRowTimeInvalid{ErrorKind::invalid, "order_row.time_invalid",
                                           "时间无法识别，请写成 2026-11-28 10:00:00（北京时间）",
                                           "The time is not known; write 2026-11-28 10:00:00 (UTC+8)"};
inline constexpr ErrorCode kRowTimeInFuture{ErrorKind::invalid, "order_row.time_in_future", "时间不能在未来",
                                            "The time lies in the future"};
inline constexpr ErrorCode kRowPhoneInvalid{ErrorKind::invalid, "order_row.phone_invalid",
                                            "买家手机须为 11 位数字",
                                            "The buyer's phone must have 11 digits"};
inline constexpr ErrorCode kRowParcelInvalid{
    ErrorKind::invalid, "order_row.parcel_invalid",
    "承运商和运单号须同时填写，且各不超过 64 个字符，首尾不留空格",
    "Carrier and tracking number go together, of at most 64 characters, no space at either end"};
inline constexpr ErrorCode kRowsDisagree{
    ErrorKind::invalid, "order_row.rows_disagree", "同一订单各行的优惠、运费、时间等须一致或只填一行",
    "What concerns the whole order must be the same on its rows, or stand on one only"};
inline constexpr ErrorCode kRowSkuTwice{ErrorKind::invalid, "order_row.sku_twice", "同一订单中商品编码重复",
                                        "An article number stands on one row of an order only"};
inline constexpr ErrorCode kRowTooMany{ErrorKind::invalid, "order_row.too_many", "一个订单最多 50 行",
                                       "An order has at most 50 rows"};
inline constexpr ErrorCode kRowBeyondHeader{ErrorKind::invalid, "order_row.beyond_header",
                                            "该行的列数多于表头", "The row has more columns than the header"};
inline constexpr ErrorCode kRowOtherBad{
    ErrorKind::invalid, "order_row.other_bad", "该订单的另一行有误，整单未入账",
    "Another row of this order is wrong; nothing of the order was booked"};

inline constexpr ErrorCode kRowRefundNoInvalid{
    ErrorKind::invalid, "order_row.refund_no_invalid",
    "退款单号须为 1 至 64 个英文字母、数字或符号，不含空格；超过 15 位的数字须设为文本",
    "The refund's number must be 1 to 64 printable ASCII characters without spaces, as text when it has more "
    "than 15 digits"};
inline constexpr ErrorCode kRowRefundAmountInvalid{
    ErrorKind::invalid, "order_row.refund_amount_invalid", "退款金额须以元为单位、大于 0、最多两位小数",
    "The amount of a refund is in yuan, positive, with at most two decimals"};
inline constexpr ErrorCode kRowRefundMixed{
    ErrorKind::invalid, "order_row.refund_mixed",
    "退款行只填写订单号、退款单号、退款金额，以及商品编码和退款时间（可选）",
    "The row of a refund has the order's number, the refund's number and amount, and perhaps an article and "
    "a "
    "time"};
inline constexpr ErrorCode kRowRefundTwice{ErrorKind::invalid, "order_row.refund_twice",
                                           "同一退款单号的多行须各填写不同的商品编码（运费填“运费”）",
                                           "Rows of one refund each name another article, or the freight"};

// What stands in the column of the article on the row of a refund of the freight.
inline constexpr std::string_view kFreightWords[] = {"运费", "freight"};

// The header's words for the two columns that a returned file has besides.
inline constexpr std::string_view kOutcomeWord = "导入结果";
inline constexpr std::string_view kReasonWord = "导入说明";

// The first row is the header. Refuses with kFileEmpty, kFileColumnTwice, kFileHeaderIncomplete; what is
// wrong with rows is in the result.
Result<OrderFile> read_order_file(const std::vector<TableRow>& rows, bool counts_days_from_1904, Instant now);

// "1234.5", also "￥1,234.50"; nothing when it is no amount of whole fen, or is negative.
std::optional<Fen> yuan_in_cell(std::string_view text);
// "2026-11-28", "2026/1/5 9:05", with seconds or without, RFC 3339; a number counts days as spreadsheets do.
// Beijing time where nothing else is said.
std::optional<Instant> time_in_cell(const TableCell& cell, bool counts_days_from_1904);

}  // namespace fenrun
