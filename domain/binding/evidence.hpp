// What a binding rests on, kept for ever beside it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fenrun {

enum class EvidenceKind {
  scan,     // a mini-program code; the text is the referral code
  code,     // a code typed by hand; the text is the referral code
  console,  // re-attributed by staff; the text is the batch and what staff wrote
  request,  // an approved change request; the text is the request and what the operator wrote
};

[[nodiscard]] std::string_view to_text(EvidenceKind kind);
[[nodiscard]] std::optional<EvidenceKind> evidence_kind_from(std::string_view text);

struct BindingEvidence {
  EvidenceKind kind = EvidenceKind::scan;
  std::string text;  // at most 255 characters
};

}  // namespace fenrun
