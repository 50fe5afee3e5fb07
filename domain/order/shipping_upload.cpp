#include "domain/order/shipping_upload.hpp"

namespace fenrun {

std::string_view to_text(Delivery delivery) {
  switch (delivery) {
    case Delivery::express:
      return "express";
    case Delivery::same_city:
      return "same_city";
    case Delivery::virtual_goods:
      return "virtual_goods";
    case Delivery::pick_up:
      return "pick_up";
  }
  return "";
}

std::optional<Delivery> delivery_from(std::string_view text) {
  for (const Delivery delivery :
       {Delivery::express, Delivery::same_city, Delivery::virtual_goods, Delivery::pick_up}) {
    if (to_text(delivery) == text) return delivery;
  }
  return std::nullopt;
}

Result<Delivery> choose_delivery(std::optional<Delivery> wanted, bool has_parcel) {
  if (!wanted) return has_parcel ? Delivery::express : Delivery::pick_up;
  if ((*wanted == Delivery::express) != has_parcel) return kDeliveryInvalid;
  return *wanted;
}

std::string_view to_text(UploadState state) {
  switch (state) {
    case UploadState::due:
      return "due";
    case UploadState::done:
      return "done";
    case UploadState::given_up:
      return "given_up";
  }
  return "";
}

std::optional<UploadState> upload_state_from(std::string_view text) {
  for (const UploadState state : {UploadState::due, UploadState::done, UploadState::given_up}) {
    if (to_text(state) == text) return state;
  }
  return std::nullopt;
}

}  // namespace fenrun
