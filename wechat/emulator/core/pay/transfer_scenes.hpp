// The scenes of a merchant transfer, and what each wants to be told.
#pragma once

#include <span>
#include <string_view>

namespace fenrun::emulator::pay {

struct TransferScene {
  std::string_view id;
  std::string_view name;
  std::span<const std::string_view> info_types;   // exactly these, once each
  std::span<const std::string_view> perceptions;  // what user_recv_perception may say; may be none
};

std::span<const TransferScene> transfer_scenes();
// Null when there is no such scene.
const TransferScene* find_scene(std::string_view id);

}  // namespace fenrun::emulator::pay
