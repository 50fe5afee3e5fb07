#include "wechat/emulator/core/pay/transfer_book.hpp"

#include <gtest/gtest.h>

#include <iostream>
#include <random>
#include <sstream>

#include "tests/wechat/emulator/pay/transfer_stage.hpp"
#include "wechat/emulator/core/pay/transfer_scenes.hpp"

namespace fenrun::emulator::pay {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class Transfers : public ::testing::Test, protected TransferStage {
 protected:
  // One word of a script; what it said, or "".
  std::string act(const std::string& word) {
    if (word == "create") return said(create("A1"));
    if (word == "start:accepted") return book.plan_start({TransferState::accepted, ""}), "";
    if (word == "start:processing") return book.plan_start({TransferState::processing, ""}), "";
    if (word == "start:fail") return book.plan_start({TransferState::fail, "PRODUCT_AUTH_CHECK_FAIL"}), "";
    if (word == "confirm") return told(confirm("A1"));
    if (word == "confirm:risk") return told(confirm("A1", {"TRANSFER_RISK", false}));
    if (word == "confirm:race") return told(confirm("A1", {"", true}));
    if (word == "cancel") return said(book.cancel("A1", funds, now));
    if (word == "query") return said(book.query("A1", funds, now));
    if (word == "fail") return told(book.fail("A1", "ACCOUNT_FROZEN", funds, now));
    if (word == "hold") return told(book.set_held("A1", true, funds, now));
    if (word == "release") return told(book.set_held("A1", false, funds, now));
    if (word == "short") return book.settings.is_short_accepted = true, empty_account(), "";
    if (word == "top_up") return funds.top_up(Account::operation, 1'000'000, "T2", now), "";
    if (word == "mch_cancel") return book.settings.is_cancel_ended_by_fail = true, "";
    if (word == "1s") return pass(seconds(1)), "";
    if (word == "24h") return pass(hours(24)), "";
    if (word == "9m59s") return pass(minutes(10) - seconds(1)), "";
    ADD_FAILURE() << "unknown word " << word;
    return "";
  }
  void empty_account() { funds.top_up(Account::operation, -balance().available, "T0", now); }
  static std::string told(const TransferBook::Deed& deed) {
    return std::holds_alternative<std::string>(deed) ? "refused" : "";
  }
};

// Each line: what happens, then the end: state, fail_reason or -, fen still locked, fen that left for good.
constexpr std::string_view kTransferStories = R"(
create                                         | WAIT_USER_CONFIRM - 1000 0
create confirm                                 | TRANSFERING - 1000 0
create confirm 1s                              | SUCCESS - 0 1000
create confirm 1s confirm=refused              | SUCCESS - 0 1000
create confirm 1s cancel=INVALID_REQUEST       | SUCCESS - 0 1000
create confirm 1s fail=refused                 | SUCCESS - 0 1000
create confirm:risk 1s                         | FAIL TRANSFER_RISK 0 0
create confirm cancel=INVALID_REQUEST 1s       | SUCCESS - 0 1000
create fail                                    | FAIL ACCOUNT_FROZEN 0 0
create confirm fail                            | FAIL ACCOUNT_FROZEN 0 0
create 24h                                     | WAIT_USER_CONFIRM - 1000 0
create 24h 9m59s query=WAIT_USER_CONFIRM       | WAIT_USER_CONFIRM - 1000 0
create 24h 9m59s 1s                            | FAIL OVERDUE_CLOSE 0 0
create 24h 9m59s 1s confirm=refused            | FAIL OVERDUE_CLOSE 0 0
create cancel=CANCELING                        | CANCELING - 1000 0
create cancel cancel=CANCELING confirm=refused | CANCELING - 1000 0
create cancel 1s                               | CANCELLED - 0 0
create cancel 1s cancel=CANCELLED create=CANCELLED | CANCELLED - 0 0
create cancel confirm:race 1s                  | SUCCESS - 0 1000
create cancel 1s confirm:race=refused          | CANCELLED - 0 0
mch_cancel create cancel 1s                    | FAIL MCH_CANCEL 0 0
start:accepted create=ACCEPTED                 | ACCEPTED - 0 0
start:accepted create confirm=refused          | ACCEPTED - 0 0
start:accepted create 1s                       | WAIT_USER_CONFIRM - 1000 0
start:accepted create create=WAIT_USER_CONFIRM | WAIT_USER_CONFIRM - 1000 0
start:accepted create hold 24h create=ACCEPTED | ACCEPTED - 0 0
start:accepted create cancel 1s                | CANCELLED - 0 0
start:accepted create cancel confirm:race=refused | CANCELING - 0 0
start:processing create=PROCESSING 1s          | WAIT_USER_CONFIRM - 1000 0
start:fail create=FAIL                         | FAIL PRODUCT_AUTH_CHECK_FAIL 0 0
short create=ACCEPTED 1s                       | PROCESSING - 0 0
short create 1s create=PROCESSING              | PROCESSING - 0 0
short create 1s top_up create=WAIT_USER_CONFIRM confirm 1s | SUCCESS - 0 1000
short create 24h                               | PROCESSING - 0 0
short create 24h 9m59s 1s                      | FAIL OVERDUE_CLOSE 0 0
create hold 24h 24h                            | WAIT_USER_CONFIRM - 1000 0
create hold 24h 24h release                    | FAIL OVERDUE_CLOSE 0 0
create hold 24h 24h confirm release            | TRANSFERING - 1000 0
create hold confirm 1s 1s                      | TRANSFERING - 1000 0
create hold confirm 1s 1s release              | SUCCESS - 0 1000
create hold cancel 1s                          | CANCELING - 1000 0
create hold cancel 1s release                  | CANCELLED - 0 0
create create=WAIT_USER_CONFIRM confirm 1s create=SUCCESS | SUCCESS - 0 1000
)";

TEST_F(Transfers, stories) {
  std::istringstream lines{std::string(kTransferStories)};
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    SCOPED_TRACE(line);
    TransferStage& stage = *this;
    stage.book = {};
    stage.funds = {};
    book.settings.appid = "wx1";
    funds.top_up(Account::operation, 1'000'000, "T1", now);
    const auto bar = line.find('|');
    std::istringstream words(line.substr(0, bar));
    for (std::string word; words >> word;) {
      const auto equals = word.find('=');
      const auto told_now = act(word.substr(0, equals));
      if (equals == std::string::npos) continue;
      EXPECT_EQ(told_now, word.substr(equals + 1)) << word;
    }
    std::istringstream end(line.substr(bar + 1));
    std::string expected, reason;
    Fen locked = 0, paid = 0;
    end >> expected >> reason >> locked >> paid;
    EXPECT_EQ(state("A1"), expected);
    const auto* transfer = book.find("A1");
    ASSERT_NE(transfer, nullptr);
    EXPECT_EQ(transfer->fail_reason, reason == "-" ? "" : reason);
    EXPECT_EQ(balance().locked, locked);
    Fen left = 0;
    for (const auto& entry : funds.entries()) {
      if (entry.movement == Movement::pay_locked) left += entry.amount;
    }
    EXPECT_EQ(left, paid);
    EXPECT_EQ(book.take_ends().size(), is_terminal(transfer->state) ? 1U : 0U) << "one callback, at the end";
    EXPECT_EQ(transfer->history.back().to, transfer->state);
  }
}

TEST_F(Transfers, every_step_is_taken_at_its_own_time_however_far_the_clock_jumps) {
  create("A1");
  const auto created = now;
  pass(days(3));
  book.advance(funds, now);
  const auto ends = book.take_ends();
  ASSERT_EQ(ends.size(), 1U);
  EXPECT_EQ(ends[0].at, created + hours(24) + minutes(10));
  EXPECT_EQ(book.find("A1")->updated, ends[0].at);
  EXPECT_EQ(funds.entries().back().at, ends[0].at);
  EXPECT_EQ(funds.entries().back().business.type, "商家转账回退");
}

TEST_F(Transfers, one_number_is_one_transfer_while_its_parameters_are_the_same) {
  auto wanted = order("A1", 5'000);
  wanted.user_name = "张三";
  const auto first = create(wanted);
  const auto package = std::get<const Transfer*>(first)->package_info;
  EXPECT_EQ(std::get<const Transfer*>(create(wanted))->package_info, package);
  EXPECT_EQ(balance().locked, 5'000) << "locked once";
  const std::vector<void (*)(TransferOrder&)> changes = {
      [](TransferOrder& o) { o.amount = 5'001; },
      [](TransferOrder& o) { o.user_name = "李四"; },
      [](TransferOrder& o) { o.user_name.reset(); },
      [](TransferOrder& o) { o.remark = "别的"; },
      [](TransferOrder& o) { o.openid = "oOther"; },
      [](TransferOrder& o) { o.perception = "劳务报酬"; },
      [](TransferOrder& o) { o.notify_url = "https://a/b"; },
      [](TransferOrder& o) { o.infos[0].content = "x"; },
      [](TransferOrder& o) { o.recv_style = "RED_PACKET"; }};
  for (std::size_t i = 0; i < changes.size(); ++i) {
    auto other = wanted;
    changes[i](other);
    EXPECT_EQ(said(create(other)), "INVALID_REQUEST") << i;
    EXPECT_EQ(message(create(other)), "单号已存在但信息不一致,请查单后比较确认") << i;
  }
  EXPECT_EQ(balance().locked, 5'000);
}

TEST_F(Transfers, a_number_may_be_sent_again_for_three_days_of_beijing) {
  create("A1");
  now = start_of(day_of(now) + days(3)) - seconds(1);
  EXPECT_EQ(said(create("A1")), "FAIL");
  pass(seconds(1));
  EXPECT_EQ(message(create("A1")), "对应单号已超出重试期,请查单确认后决定是否换单请求");
}

TEST_F(Transfers, too_little_money_opens_nothing_and_the_number_stays_free) {
  funds.top_up(Account::operation, -(balance().available - 999), "T0", now);
  EXPECT_EQ(said(create("A1")), "NOT_ENOUGH");
  EXPECT_EQ(std::get<Problem>(create("A1")).status, 403);
  EXPECT_EQ(said(book.query("A1", funds, now)), "NOT_FOUND");
  funds.top_up(Account::operation, 1, "T2", now);
  EXPECT_EQ(said(create("A1")), "WAIT_USER_CONFIRM");
}

TEST_F(Transfers, form_and_rules_of_create) {
  book.settings.amount_max = 1'000'000;
  struct Case {
    std::string what;
    void (*change)(TransferOrder&);
    std::string expected;
  };
  const Case cases[] = {
      {"as it is", [](TransferOrder&) {}, "WAIT_USER_CONFIRM"},
      {"symbol in the number", [](TransferOrder& o) { o.out_bill_no = "A-1"; }, "PARAM_ERROR"},
      {"number of 33", [](TransferOrder& o) { o.out_bill_no = std::string(33, 'a'); }, "PARAM_ERROR"},
      {"nothing", [](TransferOrder& o) { o.amount = 0; }, "PARAM_ERROR"},
      {"no infos", [](TransferOrder& o) { o.infos.clear(); }, "PARAM_ERROR"},
      {"one info", [](TransferOrder& o) { o.infos.pop_back(); }, "PARAM_ERROR"},
      {"an info twice", [](TransferOrder& o) { o.infos[1].type = "岗位类型"; }, "PARAM_ERROR"},
      {"an info too many",
       [](TransferOrder& o) {
         o.infos.push_back({"活动名称", "x"});
       },
       "PARAM_ERROR"},
      {"another order of infos", [](TransferOrder& o) { std::swap(o.infos[0], o.infos[1]); },
       "WAIT_USER_CONFIRM"},
      {"style", [](TransferOrder& o) { o.recv_style = "POSTER"; }, "PARAM_ERROR"},
      {"other appid", [](TransferOrder& o) { o.appid = "wx2"; }, "INVALID_REQUEST"},
      {"unknown scene", [](TransferOrder& o) { o.scene_id = "7"; }, "INVALID_REQUEST"},
      {"9 fen", [](TransferOrder& o) { o.amount = 9; }, "INVALID_REQUEST"},
      {"10 fen", [](TransferOrder& o) { o.amount = 10; }, "WAIT_USER_CONFIRM"},
      {"too much", [](TransferOrder& o) { o.amount = 1'000'001, o.user_name = "张三"; }, "INVALID_REQUEST"},
      {"29 fen, name", [](TransferOrder& o) { o.amount = 29, o.user_name = "张三"; }, "INVALID_REQUEST"},
      {"30 fen, name", [](TransferOrder& o) { o.amount = 30, o.user_name = "张三"; }, "WAIT_USER_CONFIRM"},
      {"1999.99 yuan, no name", [](TransferOrder& o) { o.amount = 199'999; }, "WAIT_USER_CONFIRM"},
      {"2000 yuan, no name", [](TransferOrder& o) { o.amount = 200'000; }, "INVALID_REQUEST"},
      {"2000 yuan, name", [](TransferOrder& o) { o.amount = 200'000, o.user_name = "张三"; },
       "WAIT_USER_CONFIRM"},
      {"perception", [](TransferOrder& o) { o.perception = "劳务报酬"; }, "WAIT_USER_CONFIRM"},
      {"another's perception", [](TransferOrder& o) { o.perception = "活动奖励"; }, "INVALID_REQUEST"},
  };
  int number = 0;
  for (const auto& [what, change, expected] : cases) {
    auto wanted = order("N" + std::to_string(++number));
    change(wanted);
    EXPECT_EQ(said(create(wanted)), expected) << what;
  }
  payee.is_known = false;
  EXPECT_EQ(message(create("X1")), "Openid格式错误或者不属于商家公众账号");
  book.settings.is_product_open = false;
  EXPECT_EQ(said(create("X2")), "NO_AUTH");
  EXPECT_EQ(said(book.query("N1", funds, now)), "NO_AUTH");
}

TEST_F(Transfers, every_scene_wants_its_own_set_of_infos) {
  int number = 0;
  for (const auto& scene : transfer_scenes()) {
    book.settings.scenes = {std::string(scene.id)};
    auto wanted = order("S" + std::to_string(++number));
    wanted.scene_id = std::string(scene.id);
    wanted.infos.clear();
    for (const auto type : scene.info_types) wanted.infos.push_back({std::string(type), "x"});
    EXPECT_EQ(said(create(wanted)), "WAIT_USER_CONFIRM") << scene.name;
    wanted.out_bill_no += "b";
    wanted.infos.front().type += "。";
    EXPECT_EQ(said(create(wanted)), "PARAM_ERROR") << scene.name;
  }
}

TEST_F(Transfers, a_name_is_compared_with_the_real_one) {
  struct Case {
    std::optional<std::string> sent;
    std::string real;
    std::string reason;
  };
  const Case cases[] = {{std::nullopt, "张三", ""},
                        {std::nullopt, "", ""},
                        {"张三", "张三", ""},
                        {"张叁", "张三", "NAME_NOT_CORRECT"},
                        {"张三", "", "REAL_NAME_CHECK_FAIL"}};
  int number = 0;
  for (const auto& [sent, real, reason] : cases) {
    auto wanted = order("N" + std::to_string(++number));
    wanted.user_name = sent;
    payee.real_name = real;
    create(wanted);
    confirm(wanted.out_bill_no);
    pass(seconds(1));
    EXPECT_EQ(state(wanted.out_bill_no), reason.empty() ? "SUCCESS" : "FAIL");
    EXPECT_EQ(book.find(wanted.out_bill_no)->fail_reason, reason);
  }
}

TEST_F(Transfers, daily_limits_of_merchant_and_user_start_again_at_midnight) {
  book.settings.merchant_day_max = 3'000;
  book.settings.user_day_max = 1'500;
  create("A1");
  create("A2");
  create("A3");
  EXPECT_EQ(said(create("A4")), "INVALID_REQUEST");
  book.cancel("A3", funds, now);
  pass(seconds(1));
  EXPECT_EQ(said(create("A4")), "WAIT_USER_CONFIRM") << "a cancelled one does not count";
  confirm("A1");
  pass(seconds(1));
  confirm("A2");
  pass(seconds(1));
  EXPECT_EQ(state("A1"), "SUCCESS");
  EXPECT_EQ(state("A2"), "FAIL");
  EXPECT_EQ(book.find("A2")->fail_reason, "DAY_RECEIVED_QUOTA_EXCEED");
  now = start_of(day_of(now) + days(1));
  confirm("A4");
  pass(seconds(1));
  EXPECT_EQ(state("A4"), "SUCCESS") << "created yesterday, confirmed today";
  EXPECT_EQ(said(create("A5")), "WAIT_USER_CONFIRM");
}

TEST_F(Transfers, the_page_opens_for_the_payee_while_there_is_something_to_confirm) {
  create("A1");
  const auto package = book.find("A1")->package_info;
  const auto opens = [&](const std::string& openid) {
    return std::holds_alternative<const Transfer*>(book.open_page(package, openid, funds, now));
  };
  EXPECT_FALSE(opens("oOther"));
  EXPECT_TRUE(opens("oUser"));
  confirm("A1");
  EXPECT_TRUE(opens("oUser")) << "under way: it may be opened again";
  pass(seconds(1));
  EXPECT_FALSE(opens("oUser"));
  EXPECT_EQ(book.find("A1")->pages_opened, 2);
}

TEST_F(Transfers, queries_go_back_thirty_days_and_may_lag_behind_the_user) {
  book.settings.query_lag = seconds(5);
  create("A1");
  const auto bill_no = book.find("A1")->transfer_bill_no;
  EXPECT_EQ(bill_no.size(), 40U);
  pass(seconds(10));
  confirm("A1");
  pass(seconds(4));
  EXPECT_EQ(state("A1"), "SUCCESS");
  EXPECT_EQ(book.shown_state(*book.find("A1"), now), TransferState::wait_user_confirm);
  pass(seconds(1));
  EXPECT_EQ(book.shown_state(*book.find("A1"), now), TransferState::success);
  EXPECT_EQ(said(book.query_by_bill_no(bill_no, funds, now)), "SUCCESS");
  EXPECT_EQ(said(book.query_by_bill_no("1", funds, now)), "NOT_FOUND");
  pass(days(30) - seconds(15) - seconds(1));
  EXPECT_EQ(said(book.query("A1", funds, now)), "SUCCESS");
  pass(seconds(1));
  EXPECT_EQ(said(book.query("A1", funds, now)), "NOT_FOUND");
  EXPECT_EQ(said(book.query_by_bill_no(bill_no, funds, now)), "NOT_FOUND");
}

// Whatever is done in whatever order: a number pays at most once, nobody is paid by a bill that failed or was
// cancelled, and no fen appears or is lost.
TEST_F(Transfers, no_order_of_deeds_pays_twice_or_loses_a_fen) {
  const auto seed = std::random_device{}();
  std::cout << "seed " << seed << "\n";
  SeededRandom chance(seed);
  book.settings.is_short_accepted = true;
  book.settings.merchant_day_max = 1'000'000'000;
  Fen put_in = balance().total();
  for (std::uint64_t step = 0; step < 3'000; ++step) {
    const auto target = "R" + std::to_string(step / 40 + chance.below(6));
    switch (chance.below(12)) {
      case 0:
      case 1:
      case 2: {
        auto wanted = order(target, static_cast<Fen>(1'000 + chance.below(3) * 5'000));
        if (chance.below(8) == 0) book.plan_start({TransferState::accepted, ""});
        create(wanted);
        break;
      }
      case 3:
      case 4:
        confirm(target, {chance.below(5) == 0 ? "TRANSFER_RISK" : "", chance.below(2) == 0});
        break;
      case 5:
        book.cancel(target, funds, now);
        break;
      case 6:
        book.fail(target, "PAYEE_ACCOUNT_ABNORMAL", funds, now);
        break;
      case 7:
        book.set_held(target, chance.below(2) == 0, funds, now);
        break;
      case 8:
        if (funds.top_up(Account::operation, chance.below(2) == 0 ? 20'000 : -20'000, "T", now))
          put_in += funds.entries().back().movement == Movement::credit ? 20'000 : -20'000;
        break;
      case 9:
        pass(hours(chance.below(4) == 0 ? chance.below(30) : 0));
        break;
      default:
        pass(seconds(chance.below(3)));
        break;
    }
    Fen paid = 0, locked = 0;
    for (const auto& [name, transfer] : book.all()) {
      const auto waiting = funds.locked_under(Account::operation, transfer.transfer_bill_no);
      if (transfer.state == TransferState::success) paid += transfer.order.amount;
      const bool is_all_locked = !is_terminal(transfer.state) && waiting == transfer.order.amount;
      ASSERT_TRUE(waiting == 0 || is_all_locked) << name << " step " << step;
      locked += waiting;
    }
    ASSERT_EQ(balance().locked, locked) << "step " << step;
    ASSERT_EQ(balance().total() + paid, put_in) << "step " << step;
  }
  std::map<std::string, int> payments;
  for (const auto& entry : funds.entries()) {
    if (entry.movement == Movement::pay_locked) ++payments[entry.business.voucher_no];
  }
  EXPECT_GT(payments.size(), 5U) << "the walk should pay somebody";
  for (const auto& [name, count] : payments) {
    EXPECT_EQ(count, 1) << name;
    EXPECT_EQ(book.find(name)->state, TransferState::success) << name;
  }
}

}  // namespace
}  // namespace fenrun::emulator::pay
