// Mini-program codes: one family without a limit of count, two with one.
#include "wechat/emulator/core/routes/routes.hpp"
#include "wechat/emulator/core/text.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::size_t kSceneLengthMax = 32;
constexpr std::size_t kPathLengthMax = 1024;
constexpr std::size_t kOldPathLengthMax = 128;
constexpr std::size_t kCountedPathsMax = 100'000;
constexpr int kWidthDefault = 430;
constexpr int kWidthMin = 280;
constexpr int kWidthMax = 1280;

struct Look {
  int width_px = kWidthDefault;
  bool is_transparent = false;
  std::string env_version;
};

bool is_color(const Json& color) {
  if (!color.is_object()) return false;
  for (const auto* name : {"r", "g", "b"}) {
    const auto part = color.find(name);
    if (part == color.end()) return false;
    const auto text = part->is_string() ? part->get<std::string>() : part->dump();
    const bool is_number =
        !text.empty() && text.size() <= 3 && text.find_first_not_of("0123456789") == std::string::npos;
    if (!is_number || std::stoi(text) > 255) return false;
  }
  return true;
}

std::variant<Look, Refusal> read_look(const Json& body, const Errcode& wrong_width) {
  const auto width = read_integer(body, "width", kWidthDefault);
  const auto is_transparent = read_boolean(body, "is_hyaline", false);
  const auto is_auto_color = read_boolean(body, "auto_color", false);
  const auto env_version = read_text(body, "env_version", "release");
  if (!width || !is_transparent || !is_auto_color || !env_version) return Refusal(kDataFormat);
  if (*width < kWidthMin || *width > kWidthMax) return Refusal(wrong_width);
  if (!is_env_version(*env_version)) return Refusal(kInvalidArgument);
  if (body.contains("line_color") && !is_color(body["line_color"])) return Refusal(kInvalidArgument);
  return Look{static_cast<int>(*width), *is_transparent, *env_version};
}

std::optional<Refusal> check_page(const App& app, std::string_view page, bool is_checked) {
  const bool is_shaped =
      page.size() <= kPathLengthMax && page.front() != '/' && page.find('?') == std::string_view::npos;
  if (!is_shaped) return Refusal(kInvalidPage);
  if (is_checked && !app.published_pages.contains(page)) return Refusal(kInvalidPage);
  return std::nullopt;
}

Outcome draw(World& world, const Call& call, const Look& look, CodeEntry entry) {
  entry.at = call.moment.now;
  entry.path = call.path;
  entry.env_version = look.env_version;
  entry.width_px = look.width_px;
  auto picture = draw_code(entry.text, look.width_px, look.is_transparent);
  world.books.codes.add(std::move(entry));
  return picture;
}

Outcome make_counted_code(World& world, const Call& call, std::size_t path_length_max) {
  const auto path = text_of(call.body, "path");
  if (path.empty() || path.size() > path_length_max) return Refusal(kInvalidPathLength);
  const auto look = read_look(call.body, kInvalidWidth);
  if (const auto* refusal = std::get_if<Refusal>(&look)) return *refusal;
  // A path that was drawn before does not count again.
  const bool is_new = !world.counted_paths.contains(path);
  if (is_new && world.counted_paths.size() >= kCountedPathsMax) return Refusal(kCodesUsedUp);
  world.counted_paths.insert(path);
  CodeEntry entry;
  entry.page = path;
  entry.text = "wxcode://" + world.app.appid + "/" + path;
  return draw(world, call, std::get<Look>(look), std::move(entry));
}

}  // namespace

Outcome get_unlimited_code(World& world, const Call& call) {
  const auto scene = text_of(call.body, "scene");
  if (scene.empty()) return Refusal(kInvalidSceneLength);
  if (!is_scene_text(scene)) return Refusal(kInvalidScene);
  if (scene.size() > kSceneLengthMax) return Refusal(kInvalidSceneLength);
  const auto is_page_checked = read_boolean(call.body, "check_path", true);
  const auto page = read_text(call.body, "page", "");
  if (!is_page_checked || !page) return Refusal(kDataFormat);
  const auto look = read_look(call.body, kInvalidArgument);
  if (const auto* refusal = std::get_if<Refusal>(&look)) return *refusal;
  const auto& shown_page = page->empty() ? world.app.home_page : *page;
  if (auto refusal = check_page(world.app, shown_page, *is_page_checked)) return *refusal;
  CodeEntry entry;
  entry.page = shown_page;
  entry.scene = scene;
  entry.text = code_text(world.app.appid, shown_page, scene, std::get<Look>(look).env_version);
  return draw(world, call, std::get<Look>(look), std::move(entry));
}

Outcome get_code(World& world, const Call& call) { return make_counted_code(world, call, kPathLengthMax); }

Outcome create_qrcode(World& world, const Call& call) {
  return make_counted_code(world, call, kOldPathLengthMax);
}

}  // namespace fenrun::emulator
