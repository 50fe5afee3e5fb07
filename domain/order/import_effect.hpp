// What became of an order of an imported file.
#pragma once

#include <optional>
#include <string_view>

#include "base/error.hpp"

namespace fenrun {

enum class ImportEffect {
  booked,     // it is new
  updated,    // it was known, and has gone forward: paid, shipped, received
  unchanged,  // it was known as the file has it
  refused,
};

std::string_view to_text(ImportEffect effect);
std::optional<ImportEffect> import_effect_from(std::string_view text);
// For people, in Chinese and English.
std::string_view import_effect_words(ImportEffect effect);

inline constexpr ErrorCode kImportFileNotFound{ErrorKind::not_found, "order_import.file_not_found",
                                               "导入尚未完成，或文件已过保留期",
                                               "The import has not finished, or its file is no longer kept"};
inline constexpr ErrorCode kImportDiffers{
    ErrorKind::conflict, "order_import.differs",
    "该订单号已有订单，但商品、数量、单价、优惠或运费不同，未更改",
    "There is an order of this number with other goods or amounts; it was left as it is"};

inline constexpr ErrorCode kImportRefundOfNothing{
    ErrorKind::conflict, "order_import.refund_of_nothing",
    "没有该订单号的订单；请先导入订单，或将订单行与退款行放在同一文件中",
    "There is no order of this number; import it first, or with its refund in one file"};
inline constexpr ErrorCode kImportRefundDiffers{
    ErrorKind::conflict, "order_import.refund_differs", "该退款单号已入账，但金额不同，未更改",
    "A refund of this number was booked with another amount; it was left as it is"};

}  // namespace fenrun
