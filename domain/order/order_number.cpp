#include "domain/order/order_number.hpp"

#include <algorithm>

#include "domain/order/order.hpp"

namespace fenrun {
namespace {

constexpr std::size_t kPublicIdLength = 26;
constexpr std::string_view kPublicIdCharacters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::optional<std::string> public_id_after(char letter, std::string_view number) {
  if (number.size() != kPublicIdLength + 1 || number.front() != letter) return std::nullopt;
  number.remove_prefix(1);
  if (number.find_first_not_of(kPublicIdCharacters) != std::string_view::npos) return std::nullopt;
  return std::string(number);
}

}  // namespace

std::string out_trade_no_of(std::string_view order_public_id) { return "O" + std::string(order_public_id); }

std::optional<std::string> order_of_out_trade_no(std::string_view out_trade_no) {
  return public_id_after('O', out_trade_no);
}

std::string out_refund_no_of(std::string_view refund_public_id) {
  return "R" + std::string(refund_public_id);
}

std::optional<std::string> refund_of_out_refund_no(std::string_view out_refund_no) {
  return public_id_after('R', out_refund_no);
}

bool is_external_no(std::string_view text) {
  const auto is_graphic = [](char character) { return character > ' ' && character < '\x7f'; };
  return !text.empty() && text.size() <= kExternalNoMax && std::all_of(text.begin(), text.end(), is_graphic);
}

}  // namespace fenrun
