#include "domain/contract/contract.hpp"

#include <gtest/gtest.h>

namespace fenrun {
namespace {

constexpr Instant kContractNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};
constexpr std::chrono::microseconds kContractTick{1};

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
      {{title, body, kContractNow}, std::nullopt, "made"},
      {{title, body, kContractNow - kContractTick}, std::nullopt, "contract.backdated"},
      {{title, body, kContractNow + kContractTick}, kContractNow + kContractTick, "made"},
      {{title, body, kContractNow}, kContractNow + kContractTick, "contract.out_of_order"},
      {{title, body, std::nullopt}, kContractNow + kContractTick, "contract.out_of_order"},
      {{title, body, kContractNow - kContractTick}, kContractNow + kContractTick, "contract.backdated"},
      {{"", body, kContractNow - kContractTick}, kContractNow + kContractTick, "contract.text_invalid"},
  };
  for (const Case& c : cases) {
    const auto result = decide_publication(c.draft, c.last, kContractNow);
    EXPECT_EQ(result ? std::string_view("made") : result.error().code(), c.outcome) << &c - cases;
    EXPECT_EQ(result.value_or(kContractNow),
              result ? c.draft.effective_from.value_or(kContractNow) : kContractNow);
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
