// The one entrance for WeChat Pay's API, for paths under /v3/ while a merchant is set up.
#pragma once

#include "wechat/emulator/core/world.hpp"

namespace fenrun::emulator {

// Never throws for anything a request may hold. Everything it did is in the books afterwards.
Answer answer_pay(World& world, const Request& request, Moment moment);

}  // namespace fenrun::emulator
