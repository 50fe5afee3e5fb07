// What an entry of the audit log changed: before and after, held against the digests, for the auditor alone.
#include <gtest/gtest.h>

#include "tests/server/support/staff_story.hpp"

namespace fenrun::server::testing {
namespace {

using nlohmann::json;

class ApiAudit : public StaffStory {
 protected:
  static json product(const std::string& name) {
    return {{"name", name}, {"summary", ""}, {"state", "active"}};
  }
  std::string make_product() const {
    const auto made = server->send("POST", "/admin/v1/products", product("红茶"), with_key(operator_));
    EXPECT_EQ(made.status, 201) << made.text;
    return made.body["id"];
  }
  // The newest entry of the object.
  std::string newest_of(const std::string& object) const {
    const auto found = server->call("GET", "/admin/v1/audit-log?limit=1&object=" + object, "", auditor);
    EXPECT_EQ(found.body["items"].size(), 1U) << object << found.text;
    return found.body["items"][0]["id"];
  }
  json look(const std::string& entry) const {
    const auto shown = server->call("GET", "/admin/v1/audit-log/" + entry, "", auditor);
    EXPECT_EQ(shown.status, 200) << shown.text;
    return shown.body;
  }
  static void change(db::Sql statement, std::initializer_list<db::Param> values) {
    server->database().run([&](db::Tx& tx) -> Result<bool> {
      tx.execute_one(statement, values);
      return true;
    });
  }
};

TEST_F(ApiAudit, an_entry_says_what_was_before_and_what_is_after) {
  const std::string id = make_product();
  const std::string made = newest_of("product:" + id);
  json entry = look(made);
  EXPECT_EQ(entry["before_side"], "none");
  EXPECT_EQ(entry["after_side"], "kept");
  EXPECT_EQ(entry["before"], nullptr);
  EXPECT_EQ(entry["before_of"], nullptr);
  EXPECT_EQ(entry["after"]["name"], "红茶");

  json changed = product("绿茶");
  changed["version"] = server->call("GET", "/admin/v1/products/" + id, "", operator_).body["version"];
  ASSERT_EQ(server->send("PUT", "/admin/v1/products/" + id, changed, operator_).status, 200);
  const std::string second = newest_of("product:" + id);
  entry = look(second);
  EXPECT_EQ(entry["before_side"], "kept");
  EXPECT_EQ(entry["before_of"], second);
  EXPECT_EQ(entry["before"]["name"], "红茶");
  EXPECT_EQ(entry["after"]["name"], "绿茶");
  EXPECT_EQ(entry["actor_login_name"], "operator");
  EXPECT_EQ(entry["action"], "product.update");
  EXPECT_EQ(look(newest_of("audit_entry:" + second))["action"], "audit.look");
}

TEST_F(ApiAudit, what_has_no_before_of_its_own_is_shown_beside_the_entry_before_it) {
  const json source{{"code", "shop-2"}, {"name", "二号店"}};
  ASSERT_EQ(server->send("POST", "/admin/v1/order-sources", source, with_key(admin)).status, 201);
  const std::string made = newest_of("order_source:shop-2");
  ASSERT_EQ(server->call("POST", "/admin/v1/order-sources/shop-2/secret", "", with_key(admin)).status, 201);
  const json entry = look(newest_of("order_source:shop-2"));
  EXPECT_EQ(entry["before_side"], "none");
  EXPECT_EQ(entry["before_of"], made);
  EXPECT_EQ(entry["before"]["previous_secret_until"], nullptr);
  EXPECT_TRUE(entry["after"]["previous_secret_until"].is_string()) << entry;
  EXPECT_EQ(entry.dump().find("\"secret\""), std::string::npos)
      << "the secret itself is nobody's to read again";
}

TEST_F(ApiAudit, it_is_for_the_auditor_alone) {
  const std::string entry = newest_of("product:" + make_product());
  for (const auto& session : {operator_, finance, admin})
    EXPECT_EQ(server->call("GET", "/admin/v1/audit-log/" + entry, "", session).code(),
              "caller.no_permission");
  EXPECT_EQ(server->call("GET", "/admin/v1/audit-log/999999", "", auditor).code(), "audit_entry.not_found");
}

TEST_F(ApiAudit, what_was_changed_behind_the_log_is_seen) {
  const std::string first = newest_of("product:" + make_product());
  const std::string second = newest_of("product:" + make_product());
  change(
      "UPDATE audit_text a JOIN audit_text b ON b.entry = ? SET a.after_sealed = b.after_sealed WHERE "
      "a.entry = ?",
      {second, first});
  json entry = look(first);
  EXPECT_EQ(entry["after_side"], "altered");
  EXPECT_EQ(entry["after"], nullptr);
  change("DELETE FROM audit_text WHERE entry = ?", {first});
  entry = look(first);
  EXPECT_EQ(entry["after_side"], "gone");
  EXPECT_TRUE(entry["after_sha256"].is_string());
}

TEST_F(ApiAudit, a_file_is_not_kept_in_the_log) {
  const json source{{"code", "shop-3"}, {"name", "三号店"}};
  ASSERT_EQ(server->send("POST", "/admin/v1/order-sources", source, with_key(admin)).status, 201);
  const auto job = server->call("POST", "/admin/v1/order-imports?source=shop-3&name=a.csv",
                                "订单号,收件人电话\n1,13912345678\n", with_key(operator_));
  ASSERT_EQ(job.status, 201) << job.text;
  EXPECT_EQ(look(newest_of("job:" + job.body["id"].get<std::string>()))["after_side"], "withheld");
}

}  // namespace
}  // namespace fenrun::server::testing
