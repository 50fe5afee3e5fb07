// Files of orders over HTTPS: uploaded, booked in the background, given back with an outcome on each row.
#include <gtest/gtest.h>

#include <thread>

#include "domain/order/import_effect.hpp"
#include "domain/order/refund.hpp"
#include "domain/product/product.hpp"
#include "sheet/read_sheet.hpp"
#include "tests/server/support/api_server.hpp"
#include "tests/server/support/metric_value.hpp"

namespace fenrun::server::testing {
namespace {

using nlohmann::json;
using Texts = std::vector<std::string>;

class ApiOrderImport : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server = std::make_unique<ApiServer>(); }
  static void TearDownTestSuite() { server.reset(); }
  void SetUp() override {
    server->database().empty_tables();
    admin = session_of("admin", Role::admin);
    operator_ = session_of("operator", Role::operator_);
    ASSERT_EQ(server
                  ->send("POST", "/admin/v1/order-sources", {{"code", "shop-2"}, {"name", "二号店"}},
                         with_key(admin))
                  .status,
              201);
    make_sku("TEA-1");
    make_sku("CUP-1");
  }
  static Headers session_of(const std::string& name, Role role) {
    auto login = server->add_staff(name, role);
    return server->sign_in(login);
  }
  void make_sku(const std::string& code) {
    const json product{{"name", code}, {"summary", ""}, {"state", "active"}};
    const auto made = server->send("POST", "/admin/v1/products", product, with_key(operator_));
    const json sku{
        {"code", code}, {"name", "份"}, {"price_fen", 9'900}, {"cost_fen", 0}, {"state", "active"}};
    const auto path = "/admin/v1/products/" + made.body["id"].get<std::string>() + "/skus";
    ASSERT_EQ(server->send("POST", path, sku, with_key(operator_)).status, 201);
  }

  ApiReply upload(const std::string& file, const std::string& name = "orders.csv") const {
    return server->call("POST", "/admin/v1/order-imports?source=shop-2&name=" + name, file,
                        with_key(operator_));
  }
  // As the console polls it.
  json wait_for(const std::string& job) const {
    ApiReply shown;
    for (int tries = 0; tries < 600; ++tries) {
      shown = server->call("GET", "/admin/v1/jobs/" + job, "", operator_);
      const std::string state = shown.body.value("state", "");
      if (state != "queued" && state != "running") break;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return shown.body;
  }
  json import(const std::string& file) const {
    const auto started = upload(file);
    EXPECT_EQ(started.status, 201) << started.text;
    return wait_for(started.body["id"]);
  }
  ApiReply returned_file(const json& job) const {
    return server->call("GET", "/admin/v1/order-imports/" + job["id"].get<std::string>() + "/file", "",
                        operator_);
  }
  std::vector<Texts> returned_rows(const json& job) const {
    const auto reply = returned_file(job);
    EXPECT_EQ(reply.status, 200) << reply.text;
    const auto sheet = sheet::read_sheet(reply.text);
    EXPECT_TRUE(sheet);
    std::vector<Texts> rows;
    for (const TableRow& row : sheet->rows) {
      Texts& texts = rows.emplace_back();
      for (const TableCell& cell : row.cells) texts.push_back(cell.text);
    }
    return rows;
  }
  json find_order(const std::string& number) const {
    const auto listed =
        server->call("GET", "/admin/v1/orders?source=shop-2&external_no=" + number, "", operator_);
    return listed.body["items"].empty() ? json(nullptr) : listed.body["items"][0];
  }
  std::int64_t count(db::Sql sql) const {
    return server->database().run(
        [sql](db::Tx& tx) -> Result<std::int64_t> { return tx.one(sql)->integer(0); });
  }
  // Everything that an import may write, as one number.
  std::int64_t books() const {
    return count(
        "SELECT (SELECT COUNT(*) FROM sale_order) * 1000000 + (SELECT COUNT(*) FROM commission_sale) "
        "* 1000 + (SELECT CAST(SUM(version) AS SIGNED) FROM sale_order)");
  }

  Headers admin;
  Headers operator_;
  static inline std::unique_ptr<ApiServer> server;
};

constexpr const char* kMixedFile =
    "订单号,商品编码,数量,单价(元),优惠,运费,买家手机,付款时间,备注\r\n"
    "T-1,TEA-1,2,99.00,10,5.5,,2026-11-20 10:00:00,\r\n"
    "T-1,CUP-1,1,\"1,033.01\",,,,,放门口\r\n"
    "T-2,TEA-1,1.5,99,,,,,\r\n"
    "T-2,CUP-1,1,33,,,,,\r\n"
    "T-3,NO-SUCH,1,1,,,,,\r\n"
    "T-4,CUP-1,1,33.01,,,,,\r\n";

TEST_F(ApiOrderImport, good_orders_are_booked_and_bad_rows_come_back_with_their_reasons) {
  const json job = import(kMixedFile);
  EXPECT_EQ(job["state"], "finished") << job;
  EXPECT_EQ(job["done"], 3);
  EXPECT_EQ(job["total"], 3);
  EXPECT_EQ(job["parameters"], json({{"source", "shop-2"}, {"file", "orders.csv"}}));
  EXPECT_EQ(job["result"], json({{"rows", 6},
                                 {"rows_refused", 3},
                                 {"orders_booked", 2},
                                 {"orders_updated", 0},
                                 {"orders_unchanged", 0},
                                 {"orders_refused", 1}}));
  const json first = find_order("T-1");
  EXPECT_EQ(first["state"], "paid");
  EXPECT_EQ(first["channel"], "import");
  EXPECT_EQ(first["goods_fen"], 19'800 + 103'301);
  EXPECT_EQ(first["discount_fen"], 1'000);
  EXPECT_EQ(first["total_fen"], 19'800 + 103'301 - 1'000 + 550);
  EXPECT_EQ(first["paid_at"], "2026-11-20T10:00:00+08:00");
  EXPECT_EQ(find_order("T-2"), nullptr) << "one bad row keeps the whole order out";
  EXPECT_EQ(find_order("T-3"), nullptr);
  EXPECT_EQ(find_order("T-4")["state"], "created");
  EXPECT_EQ(count("SELECT COUNT(*) FROM pushed_order"), 2) << "nothing is kept of what was refused";

  const auto rows = returned_rows(job);
  ASSERT_EQ(rows.size(), 7U);
  EXPECT_EQ(rows[0], (Texts{"订单号", "商品编码", "数量", "单价(元)", "优惠", "运费", "买家手机", "付款时间",
                            "备注", "导入结果", "导入说明"}));
  EXPECT_EQ(rows[2],
            (Texts{"T-1", "CUP-1", "1", "1,033.01", "", "", "", "", "放门口", "已入账 / booked", ""}));
  EXPECT_EQ(rows[3][9], "有误 / refused");
  EXPECT_EQ(rows[3][10], "数量须为 1 至 9999 的整数 / The quantity must be 1 to 9999");
  EXPECT_NE(rows[4][10].find("Another row of this order is wrong"), std::string::npos);
  EXPECT_NE(rows[5][10].find(" / "), std::string::npos);
  EXPECT_EQ(rows[6][9], "已入账 / booked");
}

TEST_F(ApiOrderImport, the_same_file_again_and_the_returned_one_change_nothing) {
  const json first = import(kMixedFile);
  const auto before = books();
  const json again = import(kMixedFile);
  EXPECT_EQ(again["result"]["orders_booked"], 0) << again;
  EXPECT_EQ(again["result"]["orders_unchanged"], 2);
  EXPECT_EQ(books(), before);
  const json returned = import(returned_file(first).text);
  EXPECT_EQ(returned["result"]["orders_unchanged"], 2) << returned;
  EXPECT_EQ(returned_rows(returned)[0].size(), 11U) << "the marks replace those before";
  EXPECT_EQ(books(), before);
}

TEST_F(ApiOrderImport, a_known_order_goes_forward_but_is_never_rewritten) {
  const std::string header = "order_no,sku_code,quantity,unit_price,paid_at,shipped_at,carrier,tracking_no\n";
  import(header + "T-9,TEA-1,1,99,,,,\n");
  EXPECT_EQ(find_order("T-9")["state"], "created");
  const json paid = import(header + "T-9,TEA-1,1,99,2026-11-20 10:00,2026/11/21 9:00,SF,SF123\n");
  EXPECT_EQ(paid["result"]["orders_updated"], 1) << paid;
  EXPECT_EQ(find_order("T-9")["state"], "shipped");
  const json differs = import(header + "T-9,TEA-1,2,99,2026-11-20 10:00,,,\n");
  EXPECT_EQ(differs["result"]["orders_refused"], 1) << differs;
  EXPECT_NE(returned_rows(differs)[1].back().find("other goods or amounts"), std::string::npos);
  EXPECT_EQ(find_order("T-9")["goods_fen"], 9'900);
}

TEST_F(ApiOrderImport, a_workbook_is_answered_with_a_workbook) {
  const std::vector<Texts> texts{{"订单号", "商品编码", "数量", "单价", "付款时间"},
                                 {"X-1", "TEA-1", "2", "99.9", "46354.4166666667"},
                                 {"X-2", "TEA-1", "0", "99.9", "46354.4166666667"}};
  std::vector<TableRow> table;
  for (const Texts& cells : texts) {
    TableRow& row = table.emplace_back();
    for (const auto& text : cells) row.cells.push_back({text, table.size() > 1 && &text - &cells[0] >= 2});
  }
  // 2026-11-28 10:00 lies before now or shortly after; the file says 2026-11-20.
  for (std::size_t i = 1; i < table.size(); ++i) table[i].cells[4].text = "46346.4166666667";
  const json job = import(sheet::write_sheet(sheet::Kind::xlsx, table));
  EXPECT_EQ(job["result"]["orders_booked"], 1) << job;
  EXPECT_EQ(find_order("X-1")["paid_at"], "2026-11-20T10:00:00+08:00");
  EXPECT_EQ(find_order("X-1")["total_fen"], 19'980);
  const auto reply = returned_file(job);
  EXPECT_EQ(reply.field("Content-Type"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  EXPECT_NE(reply.field("Content-Disposition").find(".xlsx"), std::string::npos);
  const auto rows = returned_rows(job);
  EXPECT_EQ(rows[1][4], "2026-11-20 10:00:00") << "a time that anybody can read, and a next import too";
  EXPECT_NE(rows[2][6].find("The quantity must be"), std::string::npos);
  const json again = import(reply.text);
  EXPECT_EQ(again["result"]["orders_unchanged"], 1) << again;
}

constexpr const char* kFileOfRefunds =
    "订单号,商品编码,数量,单价,运费,付款时间,退款单号,退款金额,退款时间\r\n"
    "R-1,TEA-1,1,100,10,2026-11-20 10:00:00,,,\r\n"
    "R-1,CUP-1,1,50,,,,,\r\n"
    "R-1,CUP-1,,,,,back-1,20,2026-11-21 10:00:00\r\n"
    "R-1,运费,,,,,back-1,10,\r\n"
    "R-1,,,,,,back-2,13,\r\n"
    "R-2,TEA-1,1,100,,2026-11-20 10:00:00,,,\r\n"
    "R-2,,,,,,back-1,100.01,\r\n"
    "R-3,,,,,,back-1,1,\r\n"
    "R-4,TEA-1,1,100,,,,,\r\n"
    "R-4,,,,,,back-1,1,\r\n"
    "R-5,TEA-1,1,100,,2026-11-20 10:00:00,,,\r\n"
    "R-5,CUP-1,,,,,back-1,1,\r\n"
    "R-6,TEA-1,1,100,,2026-11-20 10:00:00,,,\r\n"
    "R-6,NO-SUCH,,,,,back-1,1,\r\n";

TEST_F(ApiOrderImport, refunds_come_with_their_orders_and_those_that_do_not_fit_are_rows_with_a_reason) {
  const json job = import(kFileOfRefunds);
  EXPECT_EQ(job["state"], "finished") << job;
  EXPECT_EQ(job["result"]["orders_booked"], 1) << job;
  EXPECT_EQ(job["result"]["orders_refused"], 5);
  const json order = find_order("R-1");
  EXPECT_EQ(order["total_fen"], 16'000);
  EXPECT_EQ(order["refunded_fen"], 4'300);
  const auto path = "/admin/v1/orders/" + order["id"].get<std::string>();
  const json lines = server->call("GET", path, "", operator_).body["lines"];
  // Of the 130.00 that were left, 13.00 is a tenth of each line; of the freight nothing was left.
  EXPECT_EQ(lines[0]["refunded_fen"], 1'000);
  EXPECT_EQ(lines[1]["refunded_fen"], 2'000 + 300);
  const auto rows = returned_rows(job);
  const auto reason = [&](std::size_t row) { return rows[row].back(); };
  EXPECT_NE(reason(7).find(kRefundTooLarge.en), std::string::npos) << reason(7);
  EXPECT_NE(reason(8).find(kImportRefundOfNothing.en), std::string::npos) << reason(8);
  EXPECT_NE(reason(10).find(kRefundOrderUnpaid.en), std::string::npos) << reason(10);
  EXPECT_NE(reason(12).find(kRefundPartsInvalid.en), std::string::npos) << reason(12);
  EXPECT_NE(reason(14).find("/"), std::string::npos) << reason(14);
  for (const char* number : {"R-2", "R-4", "R-5", "R-6"}) EXPECT_EQ(find_order(number), nullptr) << number;
  EXPECT_EQ(count("SELECT COUNT(*) FROM order_suspense"), 0) << "nothing was tried";
  EXPECT_EQ(count("SELECT COUNT(*) FROM parked_refund"), 0);
}

// The one that waited for the order is booked with its payment, and leaves nothing.
TEST_F(ApiOrderImport, a_refund_that_goes_to_suspense_raises_the_alarm) {
  server->database().run([](db::Tx& tx) -> Result<std::uint64_t> {
    return tx.execute(
        "INSERT INTO parked_refund (source, external_no, refund_no, amount_fen, channel_refund_id, "
        "parked_at) "
        "VALUES ('shop-2', 'R-9', 'early', 10000, '', '2026-11-20 00:00:00')");
  });
  const std::string series = "fenrun_order_suspense_total{reason=\"imported_refund\"}";
  const double before = metric_value(series);
  const json job = import(
      "订单号,商品编码,数量,单价,付款时间,退款单号,退款金额\r\n"
      "R-9,TEA-1,1,100,2026-11-20 10:00:00,,\r\n"
      "R-9,,,,,back-1,1\r\n");
  EXPECT_EQ(job["result"]["orders_booked"], 1) << job;
  EXPECT_EQ(find_order("R-9")["refunded_fen"], 10'000);
  EXPECT_EQ(count("SELECT COUNT(*) FROM order_suspense WHERE source = 'shop-2' AND reference = 'back-1'"), 1);
  EXPECT_EQ(metric_value(series), before + 1);
}

TEST_F(ApiOrderImport, a_refund_in_a_workbook_is_booked_once_and_never_changed) {
  const auto workbook = [](const std::vector<Texts>& rows) {
    std::vector<TableRow> table;
    for (const Texts& cells : rows) {
      TableRow& row = table.emplace_back();
      for (const auto& text : cells) row.cells.push_back({text, table.size() > 1 && &text - &cells[0] == 5});
    }
    return sheet::write_sheet(sheet::Kind::xlsx, table);
  };
  const Texts header{"订单号", "商品编码", "数量", "单价", "退款单号", "退款金额"};
  import("order_no,sku_code,quantity,unit_price,paid_at\nW-1,TEA-1,1,99,2026-11-20 10:00\n");
  const auto file = workbook({header, {"W-1", "TEA-1", "", "", "back", "12.5"}});
  EXPECT_EQ(import(file)["result"]["orders_updated"], 1);
  EXPECT_EQ(find_order("W-1")["refunded_fen"], 1'250);
  const auto before = books();
  const json again = import(file);
  EXPECT_EQ(again["result"]["orders_unchanged"], 1) << again;
  const json differs = import(workbook({header, {"W-1", "TEA-1", "", "", "back", "12.6"}}));
  EXPECT_EQ(differs["result"]["orders_refused"], 1) << differs;
  EXPECT_NE(returned_rows(differs)[1].back().find(kImportRefundDiffers.en), std::string::npos);
  EXPECT_EQ(books(), before);
  // What is said beside a refund that cannot be understood is not booked either, although it is known.
  const json shipped = import(
      "order_no,sku_code,quantity,unit_price,refund_no,refund_amount,shipped_at\n"
      "W-1,TEA-1,1,99,,,2026-11-21 10:00\n"
      "W-1,NO-SUCH,,,back,12.5,\n");
  EXPECT_EQ(shipped["result"]["orders_refused"], 1) << shipped;
  EXPECT_NE(returned_rows(shipped)[1].back().find(kSkuNotFound.en), std::string::npos);
  EXPECT_EQ(books(), before);
}

TEST_F(ApiOrderImport, a_file_that_cannot_be_read_fails_with_a_reason) {
  const auto failure = [&](const std::string& file) { return import(file)["failure"]; };
  EXPECT_EQ(failure("订单号,商品编码,数量\nT,A,1\n")["code"], "order_file.header_incomplete");
  const json unknown = failure("订单号,商品编码,数量,单价,优惠钱\nT,A,1,1,1\n");
  EXPECT_EQ(unknown["code"], "order_file.column_unknown");
  EXPECT_NE(unknown["zh"].get<std::string>().find("优惠钱"), std::string::npos);
  EXPECT_EQ(failure("a,\"b\n")["code"], "sheet.csv_broken");
  EXPECT_EQ(failure("PK\x03\x04 not really")["code"], "sheet.xlsx_broken");
  EXPECT_EQ(failure(std::string("\xFF\xFE") + "a")["code"], "sheet.encoding_unknown");
  EXPECT_EQ(count("SELECT COUNT(*) FROM sale_order"), 0);
}

TEST_F(ApiOrderImport, only_operators_may_and_only_for_a_shop_that_is_there) {
  const std::string path = "/admin/v1/order-imports?source=shop-2&name=a.csv";
  EXPECT_EQ(server->call("POST", path, kMixedFile, with_key(admin)).code(), "caller.no_permission");
  const auto other = "/admin/v1/order-imports?source=shop-3&name=a.csv";
  EXPECT_EQ(server->call("POST", other, kMixedFile, with_key(operator_)).code(), "order_source.not_found");
  EXPECT_EQ(server->call("POST", path, "", with_key(operator_)).code(), "order_file.empty");
  const auto started = upload(kMixedFile);
  ASSERT_EQ(started.status, 201);
  wait_for(started.body["id"]);
  const auto file = "/admin/v1/order-imports/" + started.body["id"].get<std::string>() + "/file";
  EXPECT_EQ(server->call("GET", file, "", admin).code(), "caller.no_permission");
  EXPECT_EQ(
      server->call("GET", "/admin/v1/order-imports/01J00000000000000000000009/file", "", operator_).code(),
      "order_import.file_not_found");
}

TEST_F(ApiOrderImport, a_file_of_megabytes_is_taken_here_and_nowhere_else) {
  std::string file = "order_no,sku_code,quantity,unit_price,remark\n";
  while (file.size() < 3U * 1024 * 1024) {
    file += "L-" + std::to_string(file.size()) + ",NO-SUCH,1,1," + std::string(900, 'x') + "\n";
  }
  const auto started = upload(file);
  ASSERT_EQ(started.status, 201) << started.text;
  // Refused by what it announces, before a byte of it is sent.
  const auto announced = [&](const std::string& path, std::size_t bytes) {
    Headers headers = with_key(operator_);
    headers.emplace_back("Content-Length", std::to_string(bytes));
    return server->call("POST", path, "", headers).status;
  };
  EXPECT_EQ(announced("/admin/v1/products", file.size()), 413);
  EXPECT_EQ(announced("/admin/v1/order-imports?source=shop-2&name=a.csv", 8U * 1024 * 1024 + 1), 413);
  const auto cancelled =
      server->call("POST", "/admin/v1/jobs/" + started.body["id"].get<std::string>() + "/cancellation", "",
                   with_key(operator_));
  EXPECT_TRUE(cancelled.status == 200 || cancelled.code() == "job.ended") << cancelled.text;
}

TEST_F(ApiOrderImport, what_was_uploaded_is_sealed) {
  const json job = import("order_no,sku_code,quantity,unit_price,buyer_phone\nT-1,TEA-1,1,99,13800138000\n");
  EXPECT_EQ(job["state"], "finished") << job;
  EXPECT_EQ(count("SELECT COUNT(*) FROM kept_file_part WHERE INSTR(content, '13800138000') > 0"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM kept_file"), 2);
}

}  // namespace
}  // namespace fenrun::server::testing
