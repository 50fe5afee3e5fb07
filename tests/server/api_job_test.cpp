// Background jobs in the console.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "db/job/job.hpp"
#include "flows/job/run_job.hpp"
#include "tests/server/support/staff_story.hpp"

namespace fenrun::server::testing {
namespace {

using nlohmann::json;

class ApiJob : public StaffStory {
 protected:
  // Of a kind that no runner knows: it stays queued.
  static std::string start(int number) {
    const flows::StartJob command{"01J000000000000000000000" + std::to_string(10 + number), "test_kind",
                                  R"({"file":"a.csv"})", 40, StaffId{999}};
    server->database().run(
        [&](db::Tx& tx) -> Result<Job> { return flows::start_job(tx, command, server->app().clock.now()); });
    return command.public_id;
  }
};

TEST_F(ApiJob, everybody_sees_jobs_and_only_their_starter_or_an_admin_calls_them_off) {
  const auto id = start(1);
  for (const auto& session : {operator_, finance, auditor, admin}) {
    const auto shown = server->call("GET", "/admin/v1/jobs/" + id, "", session);
    ASSERT_EQ(shown.status, 200) << shown.text;
    EXPECT_EQ(shown.body["state"], "queued");
    EXPECT_EQ(shown.body["kind"], "test_kind");
    EXPECT_EQ(shown.body["total"], 40);
    EXPECT_EQ(shown.body["parameters"], json({{"file", "a.csv"}}));
    EXPECT_EQ(shown.body["result"], nullptr);
    EXPECT_EQ(shown.body["failure"], nullptr);
  }
  const auto path = "/admin/v1/jobs/" + id + "/cancellation";
  EXPECT_EQ(server->call("POST", path, "", with_key(operator_)).code(), "job.of_another");
  EXPECT_EQ(server->call("POST", path, "", with_key(auditor)).code(), "caller.no_permission");
  const auto cancelled = server->call("POST", path, "", with_key(admin));
  EXPECT_EQ(cancelled.body["state"], "cancelled") << cancelled.text;
  EXPECT_EQ(server->call("POST", path, "", with_key(admin)).code(), "job.ended");
  const auto unknown = "/admin/v1/jobs/01J00000000000000000000009";
  EXPECT_EQ(server->call("GET", unknown, "", auditor).code(), "job.not_found");
}

// What comes of the request by the time that the server closes.
std::string follow(ApiServer& at, const std::string& id, const Headers& session,
                   const std::function<void()>& meanwhile) {
  RawClient client(at.port());
  std::string request = "GET /admin/v1/jobs/" + id + "/events HTTP/1.1\r\nHost: localhost\r\n";
  for (const auto& [name, value] : session) request += name + ": " + value + "\r\n";
  client.send(request + "\r\n");
  const RawReply head = client.receive();
  EXPECT_EQ(head.field("Content-Type"), "text/event-stream") << head.head << head.body;
  meanwhile();
  return client.receive_until_closed();
}

TEST_F(ApiJob, its_progress_is_told_as_it_goes_on_until_it_ends) {
  const auto id = start(1);
  const std::string said = follow(*server, id, auditor, [&] {
    EXPECT_EQ(server->call("POST", "/admin/v1/jobs/" + id + "/cancellation", "", with_key(admin)).status,
              200);
  });
  const auto last = said.rfind("event: job\ndata: ");
  ASSERT_NE(last, std::string::npos) << said;
  const auto begin = last + std::string("event: job\ndata: ").size();
  const json job = json::parse(said.substr(begin, said.find("\n\n", begin) - begin));
  EXPECT_EQ(job["state"], "cancelled");
  EXPECT_EQ(job, server->call("GET", "/admin/v1/jobs/" + id, "", auditor).body);
}

TEST_F(ApiJob, of_one_that_has_ended_the_end_alone_is_told) {
  const auto id = start(2);
  server->call("POST", "/admin/v1/jobs/" + id + "/cancellation", "", with_key(admin));
  const std::string said = follow(*server, id, finance, [] {});
  ASSERT_NE(said.find("event: job"), std::string::npos) << said;
  EXPECT_EQ(said.find("event: job"), said.rfind("event: job")) << said;
  const auto unknown = "/admin/v1/jobs/01J00000000000000000000009/events";
  EXPECT_EQ(server->call("GET", unknown, "", auditor).code(), "job.not_found");
}

TEST_F(ApiJob, jobs_are_listed_newest_first_by_kind_and_state) {
  for (int i = 1; i <= 3; ++i) start(i);
  const auto list = [&](const std::string& query) {
    return server->call("GET", "/admin/v1/jobs" + query, "", finance);
  };
  const auto first = list("?limit=2&kind=test_kind");
  ASSERT_EQ(first.body["items"].size(), 2U) << first.text;
  EXPECT_EQ(first.body["items"][0]["id"], "01J00000000000000000000013");
  EXPECT_EQ(first.body["items"][0]["started_by_name"], nullptr) << "nobody has this id";
  server->database().run([&](db::Tx& tx) -> Result<bool> {
    tx.execute("UPDATE job SET started_by = (SELECT id FROM staff WHERE login_name = 'finance')");
    return true;
  });
  EXPECT_EQ(list("?limit=1").body["items"][0]["started_by_name"], "finance");
  const auto rest = list("?limit=2&kind=test_kind&cursor=" + first.body["next_cursor"].get<std::string>());
  ASSERT_EQ(rest.body["items"].size(), 1U) << rest.text;
  EXPECT_EQ(rest.body["next_cursor"], nullptr);
  EXPECT_EQ(list("?state=queued").body["items"].size(), 3U);
  EXPECT_EQ(list("?state=finished").body["items"].size(), 0U);
  EXPECT_EQ(list("?kind=other").body["items"].size(), 0U);
  EXPECT_EQ(list("?kind=%E8%8C%B6").body["items"].size(), 0U);
  EXPECT_EQ(list("?state=lost").status, 400);
}

// The log begins anew with what is left of it: nothing.
void begin_log(ApiServer& at) {
  at.database().run([](db::Tx& tx) -> Result<bool> {
    tx.execute("DELETE FROM audit_log");
    tx.execute("UPDATE audit_head SET last_id = 0, last_hash = REPEAT(CHAR(0), 32)");
    return true;
  });
}

json result_of_verification(ApiServer& at, const Headers& session) {
  const auto started = at.call("POST", "/admin/v1/verifications", "", with_key(session));
  EXPECT_EQ(started.status, 201) << started.text;
  EXPECT_EQ(started.body["kind"], "verification");
  json job = started.body;
  for (int tries = 0; tries < 600 && job.value("state", "") != "finished"; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    job = at.call("GET", "/admin/v1/jobs/" + job.value("id", ""), "", session).body;
  }
  EXPECT_EQ(job["state"], "finished") << job;
  return job["result"];
}

TEST_F(ApiJob, the_chains_are_read_from_end_to_end_and_the_first_fault_is_named) {
  begin_log(*server);
  session_of("second", Role::auditor);
  session_of("third", Role::auditor);
  const auto whole = result_of_verification(*server, auditor);
  EXPECT_EQ(whole["part"], "none") << whole;
  EXPECT_EQ(whole["fault"], nullptr) << whole;
  EXPECT_EQ(whole["entries"], 3) << "two people have signed in, and one has asked for this";
  server->database().run([](db::Tx& tx) -> Result<bool> {
    tx.execute("UPDATE audit_log SET note = 'another' WHERE id = 2");
    return true;
  });
  const auto broken = result_of_verification(*server, finance);
  EXPECT_EQ(broken["fault"]["part"], "audit_log") << broken;
  EXPECT_EQ(broken["fault"]["number"], "2") << broken;
  EXPECT_EQ(broken["fault"]["sheet"], nullptr) << broken;
}

TEST_F(ApiJob, the_chains_are_read_by_one_verification_at_a_time) {
  server->database().run([](db::Tx& tx) -> Result<JobId> {
    Job job;
    job.public_id = "01J00000000000000000000099";
    job.kind = "verification";
    job.parameters = "{}";
    job.created_at = server->app().clock.now();
    return db::insert_job(tx, job, job.created_at + std::chrono::hours(1));
  });
  const auto refused = server->call("POST", "/admin/v1/verifications", "", with_key(auditor));
  EXPECT_EQ(refused.status, 409) << refused.text;
  EXPECT_EQ(refused.code(), "verification.running");
  for (const auto& session : {operator_, admin})
    EXPECT_EQ(server->call("POST", "/admin/v1/verifications", "", with_key(session)).code(),
              "caller.no_permission");
}

}  // namespace
}  // namespace fenrun::server::testing
