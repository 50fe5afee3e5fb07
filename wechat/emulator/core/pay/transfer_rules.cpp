#include "wechat/emulator/core/pay/transfer_rules.hpp"

#include <algorithm>

#include "wechat/emulator/core/pay/transfer_scenes.hpp"

namespace fenrun::emulator::pay {
namespace {

bool is_bill_number(std::string_view text) {
  const auto is_legal = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  return !text.empty() && text.size() <= 32 && std::all_of(text.begin(), text.end(), is_legal);
}

// Exactly the scene's set, once each, in any order.
bool is_info_set_of(const TransferScene& scene, const std::vector<ReportInfo>& infos) {
  if (infos.size() != scene.info_types.size()) return false;
  return std::all_of(scene.info_types.begin(), scene.info_types.end(), [&infos](std::string_view type) {
    return std::count_if(infos.begin(), infos.end(),
                         [type](const ReportInfo& info) { return info.type == type; }) == 1;
  });
}

bool is_perception_allowed(std::string_view perception, const TransferOrder& order,
                           const TransferSettings& settings) {
  if (settings.perceptions) return settings.perceptions->contains(perception);
  const auto* scene = find_scene(order.scene_id);
  return scene != nullptr && std::find(scene->perceptions.begin(), scene->perceptions.end(), perception) !=
                                 scene->perceptions.end();
}

}  // namespace

void TransferTotals::book(Fen amount, Instant created) {
  const auto day = day_of(created);
  booked_in_day_[day] += amount;
  booked_in_month_[month_of(day)] += amount;
}

void TransferTotals::release(Fen amount, Instant created) { book(-amount, created); }

void TransferTotals::receive(const std::string& openid, Fen amount, Instant now) {
  auto& received = received_[{day_of(now), openid}];
  received.amount += amount;
  ++received.count;
}

std::optional<Problem> TransferTotals::check_merchant(Fen amount, const TransferSettings& settings,
                                                      Instant now) const {
  const auto booked = [](const std::map<Day, Fen>& totals, Day key) {
    const auto found = totals.find(key);
    return found == totals.end() ? 0 : found->second;
  };
  const auto day = day_of(now);
  if (booked(booked_in_day_, day) + amount > settings.merchant_day_max)
    return invalid_request("超过商户单日转账额度,核实产品设置是否准确");
  if (booked(booked_in_month_, month_of(day)) + amount > settings.merchant_month_max)
    return invalid_request("超过商户单月转账额度,核实产品设置是否准确");
  return std::nullopt;
}

std::string TransferTotals::check_user(const std::string& openid, Fen amount,
                                       const TransferSettings& settings, Instant now) const {
  const auto found = received_.find({day_of(now), openid});
  const auto received = found == received_.end() ? Received{} : found->second;
  if (received.count + 1 > settings.user_day_count_max) return "DAY_RECEIVED_COUNT_EXCEED";
  if (received.amount + amount > settings.user_day_max) return "DAY_RECEIVED_QUOTA_EXCEED";
  return {};
}

std::optional<Problem> check_form(const TransferOrder& order) {
  if (!is_bill_number(order.out_bill_no)) return param_error("商户单号只能由数字、大小写字母组成");
  if (order.amount <= 0) return param_error("转账金额必须大于0");
  if (order.remark.empty()) return param_error("转账备注不能为空");
  if (order.infos.empty()) return param_error("需传入转账场景报备信息,请检查");
  const auto* scene = find_scene(order.scene_id);
  if (scene != nullptr && !is_info_set_of(*scene, order.infos))
    return param_error("未传入完整且对应的转账场景报备信息,请检查");
  if (order.recv_style && *order.recv_style != "CONFIRM_PAGE" && *order.recv_style != "RED_PACKET")
    return param_error("收款样式不正确");
  return std::nullopt;
}

std::optional<Problem> check_rules(const TransferOrder& order, const Payee& payee,
                                   const TransferSettings& settings) {
  if (order.appid != settings.appid) return invalid_request("APPID不存在");
  if (!settings.scenes.contains(order.scene_id)) return invalid_request("你尚未获取该转账场景");
  if (!payee.is_known) return invalid_request("Openid格式错误或者不属于商家公众账号");
  if (order.amount < settings.amount_min || order.amount > settings.amount_max)
    return invalid_request("超过单笔转账上下限,核实产品设置是否准确");
  if (order.user_name && order.amount < settings.name_forbidden_below)
    return invalid_request("转账金额小于0.3元时,不支持校验收款用户姓名");
  if (!order.user_name && order.amount >= settings.name_required_from)
    return invalid_request("转账金额大于等于2000元时,收款用户姓名必填");
  if (order.perception && !is_perception_allowed(*order.perception, order, settings))
    return invalid_request("暂不支持展示当前传入的用户收款感知");
  return std::nullopt;
}

std::string check_name(const TransferOrder& order, const Payee& payee) {
  if (!order.user_name) return {};
  if (payee.real_name.empty()) return "REAL_NAME_CHECK_FAIL";
  return *order.user_name == payee.real_name ? "" : "NAME_NOT_CORRECT";
}

}  // namespace fenrun::emulator::pay
