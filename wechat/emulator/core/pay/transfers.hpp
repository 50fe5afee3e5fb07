// Merchant transfers and the authorisations that spare users the confirming.
#pragma once

#include "wechat/emulator/core/pay/call.hpp"
#include "wechat/emulator/core/pay/fields.hpp"

namespace fenrun::emulator {

inline constexpr PayErrorCode kTransferTooFrequent{429, "FREQUENCY_LIMIT_EXCEED",
                                                   "频率超限,请降低请求频率后重试", 268447840};

inline constexpr Field kReportInfoFields[] = {Field::text("info_type", 15), Field::text("info_content", 32)};
inline constexpr Field kRecvStyleFields[] = {Field::text("type", 32)};
inline constexpr Field kTransferFields[] = {
    Field::text("appid", 32),
    Field::text("out_bill_no", 32),
    Field::text("transfer_scene_id", 36),
    Field::text("openid", 64),
    Field::text("user_name", 1'024, Need::optional),
    Field::integer("transfer_amount", 1),
    Field::text("transfer_remark", 32),
    Field::text("notify_url", 256, Need::optional),
    Field::text("user_recv_perception", 256, Need::optional),
    Field::list("transfer_scene_report_infos", 1, 10, kReportInfoFields),
    Field::object("user_recv_style", kRecvStyleFields, Need::optional),
};
inline constexpr Field kAuthorizationInfoFields[] = {
    Field::text("user_display_name", 32),
    Field::text("out_authorization_no", 32),
    Field::text("authorization_notify_url", 256),
};
inline constexpr Field kPreTransferFields[] = {
    Field::text("appid", 32),
    Field::text("out_bill_no", 32),
    Field::text("transfer_scene_id", 36),
    Field::text("openid", 64, Need::optional),
    Field::text("user_name", 1'024, Need::optional),
    Field::integer("transfer_amount", 1),
    Field::text("transfer_remark", 32),
    Field::text("notify_url", 256, Need::optional),
    Field::text("user_recv_perception", 256, Need::optional),
    Field::list("transfer_scene_report_infos", 1, 10, kReportInfoFields),
    Field::object("user_recv_style", kRecvStyleFields, Need::optional),
    Field::object("authorization_info", kAuthorizationInfoFields),
    Field::text("sponsor_mchid", 32, Need::optional),
};
inline constexpr Field kDirectTransferFields[] = {
    Field::text("appid", 32),
    Field::text("out_bill_no", 32),
    Field::text("transfer_scene_id", 36),
    Field::text("user_name", 1'024, Need::optional),
    Field::integer("transfer_amount", 1),
    Field::text("transfer_remark", 32),
    Field::text("notify_url", 256, Need::optional),
    Field::text("user_recv_perception", 256, Need::optional),
    Field::list("transfer_scene_report_infos", 1, 10, kReportInfoFields),
    Field::object("user_recv_style", kRecvStyleFields, Need::optional),
    Field::text("authorization_id", 64, Need::optional),
    Field::text("out_authorization_no", 32, Need::optional),
    Field::text("sponsor_mchid", 32, Need::optional),
};
inline constexpr Field kDeviceFields[] = {
    Field::text("client_ip", 64, Need::optional),
    Field::text("device_id", 64, Need::optional),
    Field::text("device_type", 16, Need::optional),
};
inline constexpr Field kAuthorizationFields[] = {
    Field::text("out_authorization_no", 32),
    Field::text("appid", 32),
    Field::text("openid", 64),
    Field::text("transfer_scene_id", 36),
    Field::text("user_display_name", 32),
    Field::text("user_recv_perception", 256, Need::optional),
    Field::text("authorization_notify_url", 256),
    Field::object("scene_info", kDeviceFields, Need::optional),
};
inline constexpr Field kAuthorizationQuery[] = {Field::text("is_display_authorization", 5, Need::optional)};

// What pay::TransferBook refuses with, and PARAM_ERROR for an address that is not https or a name that cannot
// be opened.
PayOutcome create_transfer(World& world, const PayCall& call);
PayOutcome query_transfer(World& world, const PayCall& call);
PayOutcome query_transfer_by_bill_no(World& world, const PayCall& call);
PayOutcome cancel_transfer(World& world, const PayCall& call);
// Also what pay::AuthorizationBook refuses with.
PayOutcome create_transfer_with_authorization(World& world, const PayCall& call);
PayOutcome transfer_by_authorization(World& world, const PayCall& call);
PayOutcome apply_authorization(World& world, const PayCall& call);
PayOutcome query_authorization(World& world, const PayCall& call);
PayOutcome close_authorization(World& world, const PayCall& call);

}  // namespace fenrun::emulator
