// What a commission plan may never be: pay for joining, for people or for a team's size, more than three paid
// levels, more than the sale itself. Such shapes have no field and no kind to be written with; this guard
// recognises the attempt by its words and says which rule of law stands against it.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/commission/plan.hpp"

namespace fenrun {

// A rule that is cited to whoever tried.
struct LegalRule {
  std::string_view code;  // in logs and tests
  std::string_view zh;
  std::string_view en;
};

inline constexpr LegalRule kLawPayPerHead{
    "pay_per_head", "《禁止传销条例》第七条第（一）项：不得以发展人员的数量为依据计酬（拉人头）",
    "Regulation on the Prohibition of Pyramid Selling, art. 7(1): no pay for the number of people recruited"};
inline constexpr LegalRule kLawEntryFee{
    "entry_fee", "《禁止传销条例》第七条第（二）项：不得收取入门费，也不得以认购商品等方式变相收取",
    "Regulation on the Prohibition of Pyramid Selling, art. 7(2): no fee for joining, nor a purchase in its "
    "place"};
inline constexpr LegalRule kLawTeamPay{
    "team_pay", "《禁止传销条例》第七条第（三）项：不得以下线团队的业绩或规模为依据计酬（团队计酬）",
    "Regulation on the Prohibition of Pyramid Selling, art. 7(3): no pay by the size or sales of a team "
    "below"};
inline constexpr LegalRule kLawLevels{
    "too_many_levels",
    "分润层级不得超过三级：两高一部《关于办理组织领导传销活动刑事案件适用法律若干问题的意见》第一条",
    "At most three paid levels: Opinions on Criminal Cases of Organising Pyramid Selling (2013), art. 1"};
inline constexpr LegalRule kLawOverBase{
    "over_base", "分润合计不得超过计提基数的 100%：超出部分只能来自后来者（《禁止传销条例》第二条）",
    "All shares together may not exceed the base: the excess could only come from those who join later "
    "(Regulation on the Prohibition of Pyramid Selling, art. 2)"};

// The rule that a field of a plan stands against, by the words of its name and of its value (a number counts
// as its digits); nullptr: none that we recognise.
const LegalRule* forbidden_by(std::string_view name, std::string_view value);

// kLawOverBase for plans whose highest rates of all levels add up to more than the base. It adds the highest
// rate of each level whatever the scopes, so it may refuse a plan whose rules never meet; it never lets one
// pass. Fixed amounts are bounded when a sale is shared out: the shares of a line never exceed its base.
std::vector<FieldError> forbidden_totals(const CommissionPlan& plan);

}  // namespace fenrun
