#include "domain/binding/evidence.hpp"

#include "base/assert.hpp"

namespace fenrun {

std::string_view to_text(EvidenceKind kind) {
  switch (kind) {
    case EvidenceKind::scan:
      return "scan";
    case EvidenceKind::code:
      return "code";
    case EvidenceKind::console:
      return "console";
    case EvidenceKind::request:
      return "request";
  }
  FENRUN_ASSERT(false);
}

std::optional<EvidenceKind> evidence_kind_from(std::string_view text) {
  for (const auto kind :
       {EvidenceKind::scan, EvidenceKind::code, EvidenceKind::console, EvidenceKind::request}) {
    if (to_text(kind) == text) return kind;
  }
  return std::nullopt;
}

}  // namespace fenrun
