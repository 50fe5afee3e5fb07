// A message about the end of a withdrawal, ready to be sent.
#pragma once

#include <string_view>

#include "base/crypto/sealer.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"
#include "domain/withdrawal/dealer_message.hpp"
#include "server/message_options.hpp"
#include "wechat/miniprogram/types.hpp"

namespace fenrun::server {

struct DealerLetter {
  wechat::SubscribeMessage message;
  ConsumerId consumer;
};

// Refuses for good: with kMessageTemplateUnknown where none of its kind is in use, kConsumerGone for a
// deleted account, kWechatOpenidInvalid for one of another mini program, kWechatMessageInvalid where the
// template cannot hold what is to be said, kWithdrawalNotFound.
Result<DealerLetter> write_dealer_letter(db::Tx& tx, const DealerMessage& message,
                                         const MessageOptions& options, const crypto::Sealer& sealer,
                                         std::string_view appid);

}  // namespace fenrun::server
