// Order shipping management: what the mini program has told WeChat about the delivery of its paid orders, and
// how far each has come.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "wechat/emulator/core/wire.hpp"

namespace fenrun::emulator {

enum class ShipmentState { to_ship = 1, shipped = 2, confirmed = 3, completed = 4, refunded = 5 };

struct Shipment {
  static constexpr int kUploadsMax = 2;  // the first, and one correction

  ShipmentState state = ShipmentState::to_ship;
  int uploads = 0;                     // that finished the shipping
  Json info;                           // the newest upload
  Json shipping_list = Json::array();  // every parcel of it
  bool is_finished = false;            // all is delivered to the carrier
  bool is_buyer_reminded = false;
  std::optional<Instant> shipped;
};

struct Shipments {
  bool is_managed = true;  // whether the service is on for this mini program
  std::string message_path;
  std::map<std::string, Shipment, std::less<>> by_transaction;
};

}  // namespace fenrun::emulator
