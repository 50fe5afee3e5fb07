#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/config/load_world.hpp"

namespace fenrun::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class MessagesTest : public LoadTest {
 protected:
  std::vector<std::string> problems_of(const std::string& section) {
    complete_ += "[wechat.messages]\n" + section;
    write_complete();
    return problems();
  }
};

TEST_F(MessagesTest, templates_and_what_their_keys_say) {
  EXPECT_THAT(problems_of("paid_template = \"P-1\"\n"
                          "paid_fields = { amount1 = \"amount\", phrase2 = \"state\" }\n"
                          "failed_template = \"F_1\"\n"
                          "failed_fields = { thing1 = \"reason\", character_string2 = \"number\" }\n"
                          "page = \"pages/wallet/index?tab=2\"\n"),
              ElementsAre());
  const auto messages = load_file()->api.messages;
  EXPECT_THAT(messages.template_ids(), ElementsAre("P-1", "F_1"));
  EXPECT_EQ(messages.paid.fields.at(1).first, "phrase2");
  EXPECT_EQ(messages.paid.fields.at(1).second, server::MessageWord::state);
  EXPECT_EQ(messages.failed.fields.size(), 2U);
  EXPECT_EQ(messages.page, "pages/wallet/index?tab=2");
}

TEST_F(MessagesTest, without_any_there_are_no_messages) {
  write_complete();
  EXPECT_THAT(load_file()->api.messages.template_ids(), ElementsAre());
}

TEST_F(MessagesTest, a_key_whose_type_cannot_hold_the_word_is_refused) {
  EXPECT_THAT(problems_of("paid_template = \"P\"\npaid_fields = { amount1 = \"reason\" }\n"),
              ElementsAre(HasSubstr("cannot hold \"reason\"")));
}

TEST_F(MessagesTest, so_are_a_word_that_nobody_knows_and_a_key_without_a_type) {
  EXPECT_THAT(problems_of("paid_template = \"P\"\npaid_fields = { thing1 = \"name\", 2 = \"reason\" }\n"),
              ElementsAre(HasSubstr("cannot hold"), HasSubstr("nothing that a message says")));
}

TEST_F(MessagesTest, id_and_fields_go_together) {
  EXPECT_THAT(
      problems_of("paid_template = \"P\"\nfailed_fields = { thing1 = \"reason\" }\n"),
      ElementsAre(HasSubstr("wechat.messages.paid_fields"), HasSubstr("wechat.messages.failed_template")));
}

TEST_F(MessagesTest, no_more_fields_than_a_template_has_and_no_other_id_or_page) {
  EXPECT_THAT(problems_of("paid_template = \"a b\"\n"
                          "paid_fields = { thing1 = \"reason\", thing2 = \"reason\", thing3 = \"reason\", "
                          "thing4 = \"reason\", thing5 = \"reason\", thing6 = \"reason\" }\n"
                          "page = \"/pages/wallet\"\n"),
              ElementsAre(HasSubstr("is no id"), HasSubstr("five at most"), HasSubstr("begins with '/'")));
}

}  // namespace
}  // namespace fenrun::config
