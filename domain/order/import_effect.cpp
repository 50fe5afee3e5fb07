#include "domain/order/import_effect.hpp"

#include <algorithm>
#include <iterator>

namespace fenrun {
namespace {

constexpr ImportEffect kImportEffects[] = {ImportEffect::booked, ImportEffect::updated,
                                           ImportEffect::unchanged, ImportEffect::refused};

}  // namespace

std::string_view to_text(ImportEffect effect) {
  switch (effect) {
    case ImportEffect::booked:
      return "booked";
    case ImportEffect::updated:
      return "updated";
    case ImportEffect::unchanged:
      return "unchanged";
    case ImportEffect::refused:
      return "refused";
  }
  return "";
}

std::optional<ImportEffect> import_effect_from(std::string_view text) {
  const auto* const found = std::find_if(std::begin(kImportEffects), std::end(kImportEffects),
                                         [text](ImportEffect effect) { return to_text(effect) == text; });
  if (found == std::end(kImportEffects)) return std::nullopt;
  return *found;
}

std::string_view import_effect_words(ImportEffect effect) {
  switch (effect) {
    case ImportEffect::booked:
      return "已入账 / booked";
    case ImportEffect::updated:
      return "已更新 / updated";
    case ImportEffect::unchanged:
      return "无变化 / unchanged";
    case ImportEffect::refused:
      return "有误 / refused";
  }
  return "";
}

}  // namespace fenrun
