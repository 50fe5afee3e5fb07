// Staff moves customers to another dealer in bulk. A preview shows each row and a version; carrying out needs
// the same rows and that version, and changes all of them or none. Past orders keep the binding they were
// paid under.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "db/binding/bind_facts.hpp"
#include "db/binding/reattribution.hpp"
#include "db/mysql/tx.hpp"
#include "domain/binding/binding_rule.hpp"
#include "domain/binding/change_request.hpp"
#include "domain/ids.hpp"

namespace fenrun::flows {

struct PreviewReattribution {
  std::vector<std::string> consumer_public_ids;  // 1 to kReattributionRowsMax
  std::string to_dealer_public_id;
};

struct ReattributionPreviewRow {
  std::string consumer_public_id;
  std::string name_masked;             // empty: none given, or no such consumer
  std::optional<db::ReferredBy> from;  // nothing: not bound
  const ErrorCode* refusal = nullptr;  // nothing: the row can be done
};

struct ReattributionPreview {
  db::ReferredBy to;
  std::vector<ReattributionPreviewRow> rows;  // in the order asked for
  std::string version;                        // 16 hex digits over everything that was looked at
};

// A row's refusal is the first of kConsumerUnknown, kReattributionTwice, kReattributionAlreadyThere,
// kBindOwnCode, kBindOwnDownline. Refuses as a whole with kReattributionCountInvalid, kDealerNotFound,
// kDealerEnded, kReferralDealerSuspended.
Result<ReattributionPreview> preview_reattribution(db::Tx& tx, const PreviewReattribution& command,
                                                   Instant now);

struct Reattribute {
  std::string public_id;  // a fresh ULID
  StaffId staff_id;
  PreviewReattribution what;
  std::string seen_version;  // of the preview
  std::string reason;
  std::string evidence;
  BindingRule rule;  // gives the new bindings their protection
};

// Refuses with kReasonInvalid, kEvidenceInvalid, those of the preview, kReattributionStale (somebody was
// bound elsewhere since the preview), kReattributionRefused (with a FieldError "/consumers/N" for each
// refused row).
Result<db::Reattribution> reattribute(db::Tx& tx, const Reattribute& command, Instant now);

}  // namespace fenrun::flows
