// The scenes of merchant transfers. A merchant owns one; each wants exactly its own report infos.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fenrun::wechat {

struct TransferScene {
  std::string_view id;
  std::string_view name;
  std::span<const std::string_view> info_types;  // literals of WeChat's; empty: not published
};

std::span<const TransferScene> transfer_scenes();
const TransferScene* find_transfer_scene(std::string_view id);

// info_type and info_content (1-32 characters).
using ReportInfos = std::vector<std::pair<std::string, std::string>>;

// Each of the scene's types once, in any order, and nothing else; of a scene whose types are not published,
// any.
bool fits_scene(std::string_view scene_id, const ReportInfos& infos);

}  // namespace fenrun::wechat
