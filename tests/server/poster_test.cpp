#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fstream>

#include "server/poster/poster_service.hpp"
#include "server/poster/renderer.hpp"
#include "tests/server/support/picture.hpp"

namespace fenrun::server {
namespace {

using testing::Picture;
using Deadline = std::chrono::steady_clock::time_point;

const std::string kLink = "https://shop.example.com/r/7K2M9QX4";

PosterContent link_poster(std::string dealer_name = "王小明的健康小店") {
  return {"分润茶业", "一杯好茶，与好友分享", std::move(dealer_name), "", kLink};
}

class Poster : public ::testing::Test {
 protected:
  Picture draw(const PosterContent& content) {
    const auto png = renderer_.render(content);
    EXPECT_TRUE(png.has_value());
    return testing::read_png(png.value());
  }
  testing::Extent name_ink(const std::string& name) {
    const auto& area = kPosterNameArea;
    return testing::ink(draw(link_poster(name)), area.left, area.top, area.width, area.height);
  }

  PosterRenderer renderer_;
};

TEST_F(Poster, has_the_agreed_size) {
  const Picture picture = draw(link_poster());
  EXPECT_EQ(picture.width, 750);
  EXPECT_EQ(picture.height, 1200);
}

TEST_F(Poster, a_scanner_reads_the_link_back) {
  EXPECT_EQ(testing::read_qr(draw(link_poster())), kLink);
  PosterContent longest = link_poster();
  longest.link = "https://shop.example.com/?c=" + std::string(512 - 28, 'x');
  EXPECT_EQ(testing::read_qr(draw(longest)), longest.link);
}

TEST_F(Poster, a_scanner_reads_wechats_image_back_whether_png_or_jpeg) {
  for (const std::string& image :
       {testing::qr_png("scene=a1", 10), testing::qr_jpeg("scene=a1", 10), testing::qr_png("scene=a1", 60)}) {
    PosterContent content = link_poster();
    content.code_image = image;
    EXPECT_EQ(testing::read_qr(draw(content)), "scene=a1");
  }
}

TEST_F(Poster, chinese_characters_are_drawn_in_their_own_shapes) {
  const auto horizontal = name_ink("一");
  EXPECT_GT(horizontal.width, 3 * horizontal.height) << "one stroke across";
  const auto vertical = name_ink("丨");
  EXPECT_GT(vertical.height, 3 * vertical.width) << "one stroke down";
  EXPECT_GT(name_ink("王小明的健康小店").width, 300);
}

TEST_F(Poster, what_no_font_can_draw_is_left_out) {
  EXPECT_EQ(draw(link_poster("王小明")).grey, draw(link_poster("王\U0001FAE8小\x01明\u202E")).grey);
  EXPECT_EQ(name_ink("\U0001FAE8").width, 0);
}

TEST_F(Poster, markup_is_text) { EXPECT_GT(name_ink("<b>张</b>").width, name_ink("张").width); }

TEST_F(Poster, a_long_name_stays_in_its_place) {
  std::string longest;
  while (longest.size() + 3 <= 256) longest += "名";
  const auto extent = name_ink(longest);
  EXPECT_GT(extent.width, 500);
  EXPECT_LE(extent.height, 70) << "one line";
}

TEST_F(Poster, refuses_what_it_cannot_draw) {
  const std::string png = testing::qr_png("scene=a1", 10);
  const std::string jpeg = testing::qr_jpeg("scene=a1", 10);
  std::string wide_png = png;
  wide_png.replace(16, 4, std::string("\0\0\x08\x01", 4));
  struct Case {
    const char* title;
    PosterContent content;
    const ErrorCode& expected;
  };
  PosterContent none = link_poster();
  none.link.clear();
  const auto with_name = [](std::string name) { return link_poster(std::move(name)); };
  const auto with_link = [](std::string link) {
    PosterContent content = link_poster();
    content.link = std::move(link);
    return content;
  };
  const auto with_image = [](std::string image) {
    PosterContent content = link_poster();
    content.code_image = std::move(image);
    return content;
  };
  const Case cases[] = {
      {"name that is not UTF-8", with_name("\xff\xfe"), kPosterTextInvalid},
      {"name of 257 bytes", with_name(std::string(257, 'a')), kPosterTextInvalid},
      {"no link", none, kPosterLinkInvalid},
      {"plain http", with_link("http://shop.example.com/"), kPosterLinkInvalid},
      {"script", with_link("javascript:alert(1)"), kPosterLinkInvalid},
      {"link with a space", with_link("https://shop.example.com/a b"), kPosterLinkInvalid},
      {"link of 513 bytes", with_link("https://" + std::string(505, 'a')), kPosterLinkInvalid},
      {"rubbish", with_image("rubbish"), kPosterCodeUnreadable},
      {"WeChat's error as JSON", with_image("{\"errcode\":40001}"), kPosterCodeUnreadable},
      {"half a PNG", with_image(png.substr(0, png.size() / 2)), kPosterCodeUnreadable},
      {"half a JPEG", with_image(jpeg.substr(0, jpeg.size() / 2)), kPosterCodeUnreadable},
      {"PNG of 2049 pixels", with_image(wide_png), kPosterCodeUnreadable},
      {"over a mebibyte", with_image(png + std::string(1024 * 1024, '\0')), kPosterCodeUnreadable},
  };
  for (const auto& c : cases) EXPECT_TRUE(renderer_.render(c.content).refused_with(c.expected)) << c.title;
}

Result<CachedPoster> ask(PosterService& service, const PosterKey& key, const PosterContent& content,
                         Deadline deadline = Deadline::max()) {
  boost::asio::io_context context;
  Result<CachedPoster> out = kBusy;
  boost::asio::co_spawn(context, service.poster(key, content, deadline),
                        [&](std::exception_ptr, Result<CachedPoster> result) { out = std::move(result); });
  context.run();
  return out;
}

TEST(PosterService, gives_the_same_picture_again_without_drawing_it) {
  PosterService service({});
  const PosterKey key{7, kLink, "1"};
  EXPECT_EQ(service.remembered(key), nullptr);
  const auto first = ask(service, key, link_poster()).value();
  EXPECT_EQ(ask(service, key, link_poster("another name")).value(), first) << "the key names the picture";
  EXPECT_EQ(service.remembered(key), first);
  EXPECT_NE(ask(service, {7, kLink, "2"}, link_poster("another name")).value(), first);
  EXPECT_NE(ask(service, {8, kLink, "1"}, link_poster("another name")).value(), first);
}

TEST(PosterService, refuses_as_busy_when_the_deadline_is_over_or_it_has_stopped) {
  PosterService service({});
  EXPECT_TRUE(ask(service, {7, kLink, "1"}, link_poster(), Deadline::min()).refused_with(kBusy));
  service.stop();
  EXPECT_TRUE(ask(service, {7, kLink, "1"}, link_poster()).refused_with(kBusy));
}

TEST(PosterCache, forgets_the_least_recently_used_when_the_room_is_full) {
  PosterCache cache(100);
  const auto poster = [](std::size_t size) { return std::make_shared<const std::string>(size, 'p'); };
  cache.keep("a", poster(40));
  cache.keep("b", poster(40));
  EXPECT_NE(cache.find("a"), nullptr);
  cache.keep("c", poster(40));
  EXPECT_EQ(cache.find("b"), nullptr);
  EXPECT_NE(cache.find("a"), nullptr);
  cache.keep("too large", poster(101));
  EXPECT_EQ(cache.find("too large"), nullptr);
  EXPECT_EQ(cache.bytes(), 80U);
}

}  // namespace
}  // namespace fenrun::server
