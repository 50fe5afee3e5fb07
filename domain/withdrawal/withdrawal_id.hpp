// Ids of withdrawals and of the transfers that pay them.
#pragma once

#include "domain/ids.hpp"

namespace fenrun {

using WithdrawalId = Id<struct WithdrawalNoun>;
using PayoutId = Id<struct PayoutNoun>;

}  // namespace fenrun
