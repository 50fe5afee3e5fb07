#include "domain/commission/legal_guard.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace fenrun {
namespace {

// The kinds and fields that plans have; a word that is one of them is never an attempt.
constexpr std::string_view kLawfulNames[] = {"self_purchase_pays", "dealer_month_cap_fen", "order_cap_fen"};

struct LegalWord {
  std::string_view word;  // a whole word between separators; Chinese is looked for anywhere
  const LegalRule* rule;
};

// In order: the first word found decides. What is paid for comes before who it is paid by.
constexpr LegalWord kLegalWords[] = {
    {"entry", &kLawEntryFee},       {"join", &kLawEntryFee},         {"joining", &kLawEntryFee},
    {"membership", &kLawEntryFee},  {"admission", &kLawEntryFee},    {"enrolment", &kLawEntryFee},
    {"enrollment", &kLawEntryFee},  {"registration", &kLawEntryFee}, {"franchise", &kLawEntryFee},
    {"deposit", &kLawEntryFee},     {"starter", &kLawEntryFee},      {"kit", &kLawEntryFee},
    {"activation", &kLawEntryFee},  {"qualifying", &kLawEntryFee},   {"upgrade", &kLawEntryFee},
    {"入门费", &kLawEntryFee},      {"加盟费", &kLawEntryFee},       {"会费", &kLawEntryFee},
    {"门槛费", &kLawEntryFee},      {"升级费", &kLawEntryFee},       {"head", &kLawPayPerHead},
    {"heads", &kLawPayPerHead},     {"headcount", &kLawPayPerHead},  {"recruit", &kLawPayPerHead},
    {"recruits", &kLawPayPerHead},  {"recruiting", &kLawPayPerHead}, {"recruitment", &kLawPayPerHead},
    {"recruiter", &kLawPayPerHead}, {"invite", &kLawPayPerHead},     {"invites", &kLawPayPerHead},
    {"invitee", &kLawPayPerHead},   {"invitation", &kLawPayPerHead}, {"signup", &kLawPayPerHead},
    {"sponsor", &kLawPayPerHead},   {"newcomer", &kLawPayPerHead},   {"person", &kLawPayPerHead},
    {"people", &kLawPayPerHead},    {"人头", &kLawPayPerHead},       {"拉新", &kLawPayPerHead},
    {"推荐奖", &kLawPayPerHead},    {"发展人员", &kLawPayPerHead},   {"team", &kLawTeamPay},
    {"group", &kLawTeamPay},        {"downline", &kLawTeamPay},      {"downlines", &kLawTeamPay},
    {"matrix", &kLawTeamPay},       {"binary", &kLawTeamPay},        {"leg", &kLawTeamPay},
    {"legs", &kLawTeamPay},         {"generation", &kLawTeamPay},    {"override", &kLawTeamPay},
    {"pool", &kLawTeamPay},         {"dividend", &kLawTeamPay},      {"leadership", &kLawTeamPay},
    {"spillover", &kLawTeamPay},    {"团队", &kLawTeamPay},          {"下线", &kLawTeamPay},
    {"双轨", &kLawTeamPay},         {"太阳线", &kLawTeamPay},        {"平级奖", &kLawTeamPay},
    {"infinity", &kLawLevels},      {"unlimited", &kLawLevels},      {"fourth", &kLawLevels},
    {"四级", &kLawLevels},          {"无限级", &kLawLevels},
};

bool is_word_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

// Lower case, words set apart by one space: "perHeadBonus" and "per-head_bonus" are "per head bonus".
std::string spaced_words(std::string_view text) {
  std::string words = " ";
  bool was_lower = false;
  for (const char c : text) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    if ((!is_word_byte(c) || (is_upper && was_lower)) && words.back() != ' ') words += ' ';
    if (is_word_byte(c)) words += is_upper ? static_cast<char>(c - 'A' + 'a') : c;
    was_lower = !is_upper && is_word_byte(c);
  }
  return words + ' ';
}

bool says(const std::string& words, std::string_view word) {
  const bool is_ascii = static_cast<unsigned char>(word.front()) < 0x80;
  if (!is_ascii) return words.find(word) != std::string::npos;
  return words.find(' ' + std::string(word) + ' ') != std::string::npos;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// "levels", "deepest_level", "max_depth": anything that counts levels and says more than three; a list of
// rates by level that has a fourth.
bool is_a_fourth_level(const std::string& name, std::string_view value) {
  const bool counts_levels =
      says(name, "level") || says(name, "levels") || says(name, "depth") || says(name, "tiers");
  const auto number = whole_number(value);
  if (counts_levels && number) return *number > static_cast<std::int64_t>(kPaidLevelsMax);
  return false;
}

// "level4_rate", "level_5": a level in the name itself.
bool names_a_fourth_level(std::string_view name) {
  const auto at = name.find("level");
  if (at == std::string_view::npos) return false;
  auto digits = name.substr(at + 5);
  while (!digits.empty() && (digits.front() == '_' || digits.front() == '-' || digits.front() == 's'))
    digits.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return failed == std::errc{} && number > static_cast<std::int64_t>(kPaidLevelsMax);
}

bool is_over_the_whole(const std::string& name, std::string_view value) {
  const auto number = whole_number(value);
  if (!number) return false;
  if (says(name, "ppm")) return *number > kPpmWhole.value;
  return says(name, "percent") && *number > 100;
}

}  // namespace

const LegalRule* forbidden_by(std::string_view name, std::string_view value) {
  if (std::ranges::find(kLawfulNames, name) != std::end(kLawfulNames)) return nullptr;
  const std::string words = spaced_words(name);
  const std::string value_words = spaced_words(value);
  for (const LegalWord& legal : kLegalWords) {
    if (says(words, legal.word) || says(value_words, legal.word)) return legal.rule;
  }
  if (is_a_fourth_level(words, value) || names_a_fourth_level(name)) return &kLawLevels;
  return is_over_the_whole(words, value) ? &kLawOverBase : nullptr;
}

std::vector<FieldError> forbidden_totals(const CommissionPlan& plan) {
  std::int64_t total = 0;
  for (const PaidLevel level : kPaidLevels) {
    std::int64_t added = 0;    // on top of the levels below
    std::int64_t reached = 0;  // a differential lifts the total to its own rate, not above
    for (const CommissionRule& rule : plan.rules) {
      if (rule.level != level) continue;
      std::int64_t& highest = rule.kind == RuleKind::differential ? reached : added;
      highest = std::max(highest, rule.rate_max().value);
    }
    total = std::max(total + added, reached);
  }
  if (total <= kPpmWhole.value) return {};
  return {{"/rules", kLawOverBase.zh, kLawOverBase.en}};
}

}  // namespace fenrun
