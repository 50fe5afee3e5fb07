// What WeChat must be told when an order that was paid through it is shipped: until then it keeps the money.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"

namespace fenrun {

// How the goods come to the buyer.
enum class Delivery { express, same_city, virtual_goods, pick_up };

std::string_view to_text(Delivery delivery);
std::optional<Delivery> delivery_from(std::string_view text);
// What is not said is told by whether there is a parcel. Refuses with kDeliveryInvalid.
Result<Delivery> choose_delivery(std::optional<Delivery> wanted, bool has_parcel);

enum class UploadState {
  due,       // not told yet, or not known to have been heard
  done,      // WeChat has it
  given_up,  // WeChat refuses it for good, or knows nothing of the order after kUploadTriesMax tries:
             // somebody must look
};

std::string_view to_text(UploadState state);
std::optional<UploadState> upload_state_from(std::string_view text);

struct ShippingUploadTask {
  OrderId order_id;
  Delivery delivery = Delivery::express;
  UploadState state = UploadState::due;
  int attempts = 0;
};

// Some two days, with the pauses of order_terms.hpp.
inline constexpr int kUploadTriesMax = 30;
// WeChat's shipping management hears of a payment about a minute after it.
inline constexpr std::chrono::seconds kUploadWait{60};

inline constexpr ErrorCode kDeliveryInvalid{
    ErrorKind::invalid, "order.delivery_invalid", "快递发货须填写承运商和运单号，其他方式不可填写",
    "An express delivery has a carrier and a tracking number, others have none"};

}  // namespace fenrun
