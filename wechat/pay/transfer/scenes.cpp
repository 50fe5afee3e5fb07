#include "wechat/pay/transfer/scenes.hpp"

#include <algorithm>
#include <array>

#include "wechat/pay/options.hpp"
#include "wechat/pay/wire/rules.hpp"

namespace fenrun::wechat {
namespace {

constexpr std::array<std::string_view, 2> kMarketing{"活动名称", "奖励说明"};
constexpr std::array<std::string_view, 1> kSubsidy{"补贴类型"};
constexpr std::array<std::string_view, 3> kInsurance{"保险产品备案编号", "保险名称", "保险操作单号"};
constexpr std::array<std::string_view, 2> kCommission{"岗位类型", "报酬说明"};
constexpr std::array<std::string_view, 1> kPurchase{"采购商品名称"};
constexpr std::array<std::string_view, 1> kRecycling{"回收商品名称"};
constexpr std::array<std::string_view, 1> kCompensation{"赔付原因"};
constexpr std::array<std::string_view, 2> kCharity{"公益活动名称", "公益活动备案编号"};

constexpr std::array kScenes{
    TransferScene{"1000", "现金营销", kMarketing}, TransferScene{"1002", "行政补贴", kSubsidy},
    TransferScene{"1004", "保险理赔", kInsurance}, TransferScene{kCommissionScene, "佣金报酬", kCommission},
    TransferScene{"1006", "企业报销", {}},         TransferScene{"1009", "采购货款", kPurchase},
    TransferScene{"1010", "二手回收", kRecycling}, TransferScene{"1011", "企业赔付", kCompensation},
    TransferScene{"1013", "公益补助", kCharity}};

constexpr std::size_t kInfoTypeMax = 15;
constexpr std::size_t kInfoContentMax = 32;

}  // namespace

std::span<const TransferScene> transfer_scenes() { return kScenes; }

const TransferScene* find_transfer_scene(std::string_view id) {
  const auto* const place = std::find_if(kScenes.begin(), kScenes.end(),
                                         [id](const TransferScene& scene) { return scene.id == id; });
  return place == kScenes.end() ? nullptr : place;
}

bool fits_scene(std::string_view scene_id, const ReportInfos& infos) {
  const TransferScene* const scene = find_transfer_scene(scene_id);
  if (scene == nullptr || infos.empty()) return false;
  const auto is_legal = [](const auto& info) {
    return is_pay_text(info.first, kInfoTypeMax) && is_pay_text(info.second, kInfoContentMax);
  };
  if (!std::all_of(infos.begin(), infos.end(), is_legal)) return false;
  if (scene->info_types.empty()) return true;
  return infos.size() == scene->info_types.size() &&
         std::all_of(scene->info_types.begin(), scene->info_types.end(), [&](std::string_view type) {
           return std::any_of(infos.begin(), infos.end(),
                              [type](const auto& info) { return info.first == type; });
         });
}

}  // namespace fenrun::wechat
