#include "wechat/miniprogram/push_xml.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace fenrun::wechat {
namespace {

std::string nested_elements(std::size_t depth) {
  std::string text = "<xml>";
  for (std::size_t i = 1; i < depth; ++i) text += "<a>";
  text += "x";
  for (std::size_t i = 1; i < depth; ++i) text += "</a>";
  return text + "</xml>";
}

TEST(PushXml, reads_what_wechat_writes) {
  const auto document = parse_push_xml(R"(
    <xml>
      <ToUserName><![CDATA[gh_1]]></ToUserName>
      <CreateTime>1714112445</CreateTime>
      <Empty></Empty>
      <Note>a &lt;b&gt; &amp;&quot;&apos; 中</Note>
      <Split><![CDATA[a]]]]><![CDATA[>b]]></Split>
      <result><suggest><![CDATA[risky]]></suggest><label>20001</label></result>
      <List><TemplateId>1</TemplateId></List>
      <List><TemplateId>2</TemplateId></List>
      <List><TemplateId>3</TemplateId></List>
    </xml>
  )");
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(*document, Json::parse(R"({"ToUserName":"gh_1","CreateTime":"1714112445","Empty":"",
    "Note":"a <b> &\"' 中","Split":"a]]>b","result":{"suggest":"risky","label":"20001"},
    "List":[{"TemplateId":"1"},{"TemplateId":"2"},{"TemplateId":"3"}]})"));
  EXPECT_EQ(parse_push_xml("<xml></xml>"), Json::object());
}

TEST(PushXml, refuses_everything_that_is_not_such_a_document) {
  std::string many = "<xml>";
  for (std::size_t i = 0; i < kXmlElementsMax; ++i) many += "<a></a>";
  many += "</xml>";
  for (const auto& text : std::initializer_list<std::string>{
           "",
           "text",
           "<xml>",
           "<xml></xm>",
           "<xml><a></xml></a>",
           "<other></other>",
           "<xml></xml><xml></xml>",
           "<xml></xml>x",
           "<xml a=\"1\"></xml>",
           "<xml ></xml>",
           "<xml/>",
           "<xml><a/></xml>",
           "<xml>text</xml>",
           "<xml>x<a></a></xml>",
           "<xml><a>&unknown;</a></xml>",
           "<xml><a>&#65;</a></xml>",
           "<xml><a>&</a></xml>",
           "<?xml version=\"1.0\"?><xml></xml>",
           "<!DOCTYPE xml [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><xml></xml>",
           "<xml><!-- c --></xml>",
           "<xml><a><![CDATA[x]]</a></xml>",
           "<xml><a><![CDATA[x</a></xml>",
           "<xml><a>\x01</a></xml>",
           "<xml><a>\xff</a></xml>",
           "<xml><a><![CDATA[\xff]]></a></xml>",
           "<xml><></></xml>",
           "<xml><" + std::string(65, 'n') + "></" + std::string(65, 'n') + "></xml>",
           nested_elements(kXmlDepthMax + 1),
           nested_elements(100'000),
           many,
           std::string("<xml><a>\0</a></xml>", 19)}) {
    EXPECT_FALSE(parse_push_xml(text).has_value()) << text.substr(0, 60);
  }
  EXPECT_TRUE(parse_push_xml(nested_elements(kXmlDepthMax)).has_value());
}

TEST(PushXml, cdata_carries_any_text) {
  for (const char* text : {"", "a", "]]>", "a]]>b]]>", "]]]]>>", "<a>&amp;"}) {
    const auto document = parse_push_xml("<xml><a>" + to_cdata(text) + "</a></xml>");
    ASSERT_TRUE(document.has_value()) << text;
    EXPECT_EQ(document->at("a"), text);
  }
}

TEST(PushXml, mutated_documents_are_read_or_refused_but_never_break_us) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::string original =
      "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><List><A>1&amp;2</A></List><List><A>中</A></List></xml>";
  for (int round = 0; round < 20'000; ++round) {
    std::string text = original;
    for (auto changes = 1 + random() % 4; changes > 0 && !text.empty(); --changes) {
      const auto place = random() % text.size();
      switch (random() % 3) {
        case 0:
          text[place] = static_cast<char>(random());
          break;
        case 1:
          text.erase(place, 1 + random() % 8);
          break;
        default:
          text.insert(place, text.substr(random() % text.size(), random() % 16));
      }
    }
    const auto document = parse_push_xml(text);
    EXPECT_TRUE(!document || document->is_object());
  }
}

}  // namespace
}  // namespace fenrun::wechat
