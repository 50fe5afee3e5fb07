// The one entrance for WeChat's API: a request and a moment in, an answer and a changed world out.
#pragma once

#include "wechat/emulator/core/world.hpp"

namespace fenrun::emulator {

// Never throws for anything a request may hold. Everything it did is in `world.books` afterwards.
Answer answer_request(World& world, const Request& request, Moment moment);

}  // namespace fenrun::emulator
