#include "domain/ledger/sheet.hpp"

#include "base/assert.hpp"

namespace fenrun {
namespace {

// FNV-1a: the same on every machine and in every release, because stored sheets depend on it.
std::uint64_t spread(std::string_view reference) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : reference) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

}  // namespace

SheetId sheet_of(DealerId dealer) {
  FENRUN_ASSERT(dealer.value > 0);
  return SheetId{dealer.value};
}

SheetId sheet_of(const Movement& movement) {
  if (movement.dealer.is_set()) return sheet_of(movement.dealer);
  const auto place = static_cast<std::int64_t>(spread(movement.reference) % kCompanySheets);
  return SheetId{-1 - place};
}

}  // namespace fenrun
