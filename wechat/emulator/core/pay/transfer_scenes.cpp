#include "wechat/emulator/core/pay/transfer_scenes.hpp"

#include <algorithm>

namespace fenrun::emulator::pay {
namespace {

constexpr std::string_view kMarketing[] = {"活动名称", "奖励说明"};
constexpr std::string_view kMarketingSeen[] = {"活动奖励", "现金奖励"};
constexpr std::string_view kSubsidy[] = {"补贴类型"};
constexpr std::string_view kInsurance[] = {"保险产品备案编号", "保险名称", "保险操作单号"};
constexpr std::string_view kCommission[] = {"岗位类型", "报酬说明"};
// WeChat's own sample lists these; merchants report that some were refused.
constexpr std::string_view kCommissionSeen[] = {"劳务报酬", "报销款", "企业补贴", "开工利是"};
constexpr std::string_view kPurchase[] = {"采购商品名称"};
constexpr std::string_view kRecycling[] = {"回收商品名称"};
constexpr std::string_view kCompensation[] = {"赔付原因"};
constexpr std::string_view kCompensationSeen[] = {"退款", "商家赔付"};
constexpr std::string_view kCharity[] = {"公益活动名称", "公益活动备案编号"};

// 1006 (企业报销) is missing: what it wants to be told is not known.
constexpr TransferScene kScenes[] = {
    {"1000", "现金营销", kMarketing, kMarketingSeen},
    {"1002", "行政补贴", kSubsidy, {}},
    {"1004", "保险理赔", kInsurance, {}},
    {"1005", "佣金报酬", kCommission, kCommissionSeen},
    {"1009", "采购货款", kPurchase, {}},
    {"1010", "二手回收", kRecycling, {}},
    {"1011", "企业赔付", kCompensation, kCompensationSeen},
    {"1013", "公益补助", kCharity, {}},
};

}  // namespace

std::span<const TransferScene> transfer_scenes() { return kScenes; }

const TransferScene* find_scene(std::string_view id) {
  const auto* found = std::find_if(std::begin(kScenes), std::end(kScenes),
                                   [id](const TransferScene& scene) { return scene.id == id; });
  return found == std::end(kScenes) ? nullptr : found;
}

}  // namespace fenrun::emulator::pay
