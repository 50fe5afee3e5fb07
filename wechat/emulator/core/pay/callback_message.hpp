// One callback on the wire: encrypted, signed, and deformed when a fault says so.
#pragma once

#include "wechat/emulator/core/pay/callbacks.hpp"

namespace fenrun::emulator {

struct CallbackMessage {
  PushRequest request;  // without url, ca_file and timeout
  std::string serial;   // that it names
};

CallbackMessage make_callback(const CallbackEntry& entry, std::optional<FaultKind> fault,
                              const PayMerchant& merchant, Moment moment);

// The notify_url with its scheme and host replaced, when there is an origin.
std::string callback_url(const std::string& origin, const std::string& notify_url);

// Whether the object says whose it is, so that other_merchant has something to change.
bool names_merchant(const Json& object);

// The object with what the fault adds or changes: unknown members, an unknown state, one fen too much,
// another merchant.
Json deform_object(Json object, std::optional<FaultKind> fault);

// A serial that belongs to nobody, of the kind of the given one.
std::string foreign_serial(std::string_view serial, Random& random);

}  // namespace fenrun::emulator
