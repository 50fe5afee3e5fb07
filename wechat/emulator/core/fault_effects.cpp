#include "wechat/emulator/core/fault_effects.hpp"

#include <string>
#include <utility>

namespace fenrun::emulator {
namespace {

Reply html_page(int status, std::string_view title) {
  const auto heading = std::to_string(status) + " " + std::string(title);
  return {status, "text/html",
          "<html>\r\n<head><title>" + heading + "</title></head>\r\n<body>\r\n<center><h1>" + heading +
              "</h1></center>\r\n</body>\r\n</html>\r\n"};
}

}  // namespace

bool strikes_before_processing(FaultKind kind) {
  return kind == FaultKind::errcode || kind == FaultKind::hang_before || kind == FaultKind::close_before ||
         kind == FaultKind::http_500 || kind == FaultKind::error_before;
}

Answer deform(const Fault& fault, Reply reply) {
  Answer answer{std::move(reply), Delivery::whole, fault.pace};
  switch (fault.kind) {
    case FaultKind::errcode:
    case FaultKind::token_expires_early:
    case FaultKind::extra_fields:
    case FaultKind::error_before:
    case FaultKind::error_after:
    case FaultKind::bad_signature:
    case FaultKind::wrong_serial:
    case FaultKind::stale_time:
    case FaultKind::unknown_state:
    case FaultKind::wrong_amount:
    case FaultKind::other_merchant:
    case FaultKind::gcm_failure:
    case FaultKind::probe:
    case FaultKind::duplicate:
    case FaultKind::lost:
    case FaultKind::lost_for_ever:
    case FaultKind::delayed:
      break;
    case FaultKind::hang_before:
    case FaultKind::hang_after:
      answer.delivery = Delivery::hang;
      break;
    case FaultKind::close_before:
    case FaultKind::close_after:
      answer.delivery = Delivery::close;
      break;
    case FaultKind::truncated_body:
      answer.reply.body.resize(answer.reply.body.size() / 2);
      break;
    case FaultKind::wrong_content_type:
      answer.reply.content_type = "text/html";
      break;
    case FaultKind::http_500:
      answer.reply = html_page(500, "Internal Server Error");
      break;
    case FaultKind::http_502:
      answer.reply = html_page(502, "Bad Gateway");
      break;
    case FaultKind::slow_body:
      answer.delivery = Delivery::slow;
      break;
  }
  return answer;
}

}  // namespace fenrun::emulator
