// What a fault makes of a call, for both APIs.
#pragma once

#include "wechat/emulator/core/faults.hpp"

namespace fenrun::emulator {

// Whether the call is not processed at all.
bool strikes_before_processing(FaultKind kind);

// What the fault makes of the reply that the call earned (or would have earned). Faults in what the reply
// says, and in how it is signed, are made where it is written.
Answer deform(const Fault& fault, Reply reply);

}  // namespace fenrun::emulator
