// What a person settles about money of orders that was not booked: a report that fits no order is closed, a
// refund whose order will not come is dismissed, each with a reason.
#pragma once

#include <cstddef>

#include "base/result.hpp"

namespace fenrun {

inline constexpr std::size_t kTroubleReasonMax = 255;  // characters

inline constexpr ErrorCode kSuspenseNotFound{ErrorKind::not_found, "suspense.not_found", "没有这条未入账款项",
                                             "There is no such report"};
inline constexpr ErrorCode kSuspenseClosed{ErrorKind::conflict, "suspense.closed", "该款项已经处理过",
                                           "The report has been closed already"};
inline constexpr ErrorCode kParkedRefundNotFound{ErrorKind::not_found, "parked_refund.not_found",
                                                 "没有这笔挂起的退款", "There is no such parked refund"};
inline constexpr ErrorCode kParkedRefundSettled{ErrorKind::conflict, "parked_refund.settled",
                                                "该退款已经入账或已被驳回",
                                                "The refund has been booked or dismissed already"};
inline constexpr ErrorCode kTroubleReasonInvalid{ErrorKind::invalid, "trouble.reason_invalid",
                                                 "请填写理由（一行，1 至 255 个字符）",
                                                 "A reason of one line, 1 to 255 characters, is needed"};

}  // namespace fenrun
