#include "domain/contract/contract.hpp"

#include <gtest/gtest.h>

namespace fenrun {
namespace {

constexpr Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};
constexpr std::chrono::microseconds kTick{1};

TEST(ContractTest, publication_refuses_in_order_and_on_both_sides_of_each_limit) {
  const std::string title(kContractTitleMax, 't');
  const std::string body(kContractBodyMax, 'b');
  struct Case {
    ContractDraft draft;
    std::optional<Instant> last;
    const char* outcome;
  };
  const Case cases[] = {
      {{title, body, std::nullopt}, std::nullopt, "made"},
      {{title + "t", body, std::nullopt}, std::nullopt, "contract.text_invalid"},
      {{title, body + "b", std::nullopt}, std::nullopt, "contract.text_invalid"},
      {{"", body, std::nullopt}, std::nullopt, "contract.text_invalid"},
      {{title, "", std::nullopt}, std::nullopt, "contract.text_invalid"},
      {{title, body, kNow}, std::nullopt, "made"},
      {{title, body, kNow - kTick}, std::nullopt, "contract.backdated"},
      {{title, body, kNow + kTick}, kNow + kTick, "made"},
      {{title, body, kNow}, kNow + kTick, "contract.out_of_order"},
      {{title, body, std::nullopt}, kNow + kTick, "contract.out_of_order"},
      {{title, body, kNow - kTick}, kNow + kTick, "contract.backdated"},
      {{"", body, kNow - kTick}, kNow + kTick, "contract.text_invalid"},
  };
  for (const Case& c : cases) {
    const auto result = decide_publication(c.draft, c.last, kNow);
    EXPECT_EQ(result ? std::string_view("made") : result.error().code(), c.outcome) << &c - cases;
    EXPECT_EQ(result.value_or(kNow), result ? c.draft.effective_from.value_or(kNow) : kNow);
  }
}

TEST(ContractTest, only_the_version_in_force_is_accepted) {
  Contract contract;
  contract.number = 2;
  EXPECT_TRUE(check_acceptance(contract, 2).has_value());
  EXPECT_TRUE(check_acceptance(contract, 1).refused_with(kContractNotCurrent));
  EXPECT_TRUE(check_acceptance(contract, 3).refused_with(kContractNotCurrent));
  EXPECT_TRUE(check_acceptance(std::nullopt, 2).refused_with(kContractNone));
}

}  // namespace
}  // namespace fenrun
