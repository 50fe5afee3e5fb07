// The console's pages as a browser and an attacker see them: over TLS, from a folder that a build might have
// left.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "base/random.hpp"
#include "server/pages/with_pages.hpp"
#include "tests/server/support/listener.hpp"
#include "tests/server/support/raw_client.hpp"

namespace fenrun::server {
namespace {

namespace fs = std::filesystem;
using testing::RawClient;
using testing::RawReply;

constexpr const char* kIndexText = "<!doctype html><title>console</title>";
constexpr const char* kScriptPath = "/console/assets/app-1a2B_c-4.js";

class Pages : public ::testing::Test {
 protected:
  Pages() {
    std::string pattern = ::testing::TempDir() + "fenrun_pages_XXXXXX";
    root_ = mkdtemp(pattern.data());
    write("secret.txt", "outside");
    write("dist/index.html", kIndexText);
    write("dist/favicon.svg", "<svg/>");
    write("dist/assets/app-1a2B_c-4.js", "plain script");
    write("dist/assets/app-1a2B_c-4.js.gz", "gzip script");
    write("dist/assets/app-1a2B_c-4.js.br", "brotli script");
    write("dist/assets/plain.css", "p{}");
  }
  ~Pages() override { fs::remove_all(root_); }

  void write(const std::string& name, std::string_view text) const {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << text;
  }

  void start() {
    server_ = std::make_unique<HttpServer>(
        testing::test_options(files_), with_pages(PageFiles::read(root_ / "dist"), testing::echo(), random_),
        clock_);
    server_->start();
  }

  // `fields`: each with its line end.
  RawReply ask(const std::string& method, const std::string& target, const std::string& fields = "") {
    if (!server_) start();
    RawClient client(server_->port());
    client.send(method + " " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
    return client.receive(method == "HEAD");
  }
  RawReply get(const std::string& target, const std::string& fields = "") {
    return ask("GET", target, fields);
  }
  // The handler behind the pages answers "path|body".
  bool is_handed_on(const std::string& target) {
    const RawReply reply = get(target);
    return reply.body == target.substr(0, target.find('?')) + "|" && reply.field("ETag").empty();
  }

  fs::path root_;
  SeededRandom random_{20261129};
  testing::CertificateFiles files_{"pages.test"};
  ManualClock clock_{parse_rfc3339("2026-11-29T10:00:00+08:00").value()};
  std::unique_ptr<HttpServer> server_;
};

TEST_F(Pages, a_page_is_the_file_with_its_type_and_is_asked_for_again) {
  const RawReply reply = get("/console/");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, kIndexText);
  EXPECT_EQ(reply.field("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(reply.field("Cache-Control"), "no-cache");
  EXPECT_EQ(get("/console/index.html").body, kIndexText);
  EXPECT_EQ(get("/console/favicon.svg").field("Content-Type"), "image/svg+xml");
  EXPECT_EQ(get("/console/assets/plain.css").field("Cache-Control"), "no-cache");
}

TEST_F(Pages, every_page_carries_the_strict_policy) {
  for (const std::string target : {"/console/", "/console/withdrawals", kScriptPath, "/", "/console"}) {
    const RawReply reply = get(target);
    const std::string policy = reply.field("Content-Security-Policy");
    EXPECT_EQ(policy,
              "default-src 'self'; base-uri 'none'; connect-src 'self'; form-action 'self'; "
              "frame-ancestors 'none'; img-src 'self' data:; object-src 'none'; script-src 'self'; "
              "style-src 'self'")
        << target;
    EXPECT_EQ(reply.field("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(reply.field("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(reply.field("Cross-Origin-Opener-Policy"), "same-origin");
    EXPECT_EQ(reply.field("Strict-Transport-Security"), "max-age=63072000");
    EXPECT_NE(reply.field("Permissions-Policy").find("camera=()"), std::string::npos);
  }
}

TEST_F(Pages, a_file_named_by_its_hash_is_kept_for_ever) {
  EXPECT_EQ(get(kScriptPath).field("Cache-Control"), "public, max-age=31536000, immutable");
}

TEST_F(Pages, the_packed_form_is_sent_to_those_who_take_it) {
  struct CodingCase {
    const char* accept_encoding;
    const char* body;
    const char* coding;
  };
  const CodingCase cases[] = {
      {"", "plain script", ""},
      {"gzip", "gzip script", "gzip"},
      {"gzip, deflate, br", "brotli script", "br"},
      {"gzip;q=1.0, br;q=0", "gzip script", "gzip"},
      {"br;q=0, *", "gzip script", "gzip"},
      {"*", "brotli script", "br"},
      {"*;q=0", "plain script", ""},
      {"gzip;q=0.000", "plain script", ""},
      {"identity, xgzip", "plain script", ""},
  };
  for (const CodingCase& c : cases) {
    const RawReply reply = get(kScriptPath, std::string("Accept-Encoding: ") + c.accept_encoding + "\r\n");
    EXPECT_EQ(reply.body, c.body) << c.accept_encoding;
    EXPECT_EQ(reply.field("Content-Encoding"), c.coding) << c.accept_encoding;
    EXPECT_EQ(reply.field("Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(reply.field("Vary"), "Accept-Encoding");
  }
  EXPECT_EQ(get("/console/").field("Vary"), "") << "there is no packed form of it";
}

TEST_F(Pages, what_the_browser_has_already_is_not_sent_again) {
  const std::string tag = get(kScriptPath).field("ETag");
  const std::string packed_tag = get(kScriptPath, "Accept-Encoding: br\r\n").field("ETag");
  ASSERT_EQ(tag.size(), 26U);
  EXPECT_TRUE(tag.starts_with('"') && tag.ends_with('"')) << "it is strong: " << tag;
  EXPECT_NE(tag, packed_tag);
  for (const std::string& known : {tag, "W/" + tag, "\"other\" , " + tag, std::string("*")}) {
    const RawReply reply = get(kScriptPath, "If-None-Match: " + known + "\r\n");
    EXPECT_EQ(reply.status, 304) << known;
    EXPECT_EQ(reply.body, "");
    EXPECT_EQ(reply.field("ETag"), tag);
    EXPECT_EQ(reply.field("Content-Length"), "");
    EXPECT_EQ(reply.field("Cache-Control"), "public, max-age=31536000, immutable");
  }
  for (const std::string& other : {packed_tag, tag.substr(1), std::string("\"\""), std::string(",,")}) {
    EXPECT_EQ(get(kScriptPath, "If-None-Match: " + other + "\r\n").status, 200) << other;
  }
}

TEST_F(Pages, head_has_the_fields_of_get_and_no_body) {
  const RawReply reply = ask("HEAD", "/console/");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.field("Content-Length"), std::to_string(std::string_view(kIndexText).size()));
  EXPECT_EQ(reply.field("ETag"), get("/console/").field("ETag"));
}

TEST_F(Pages, a_range_is_not_served_but_the_whole_file) {
  const RawReply reply = get(kScriptPath, "Range: bytes=0-2\r\n");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "plain script");
  EXPECT_EQ(reply.field("Accept-Ranges"), "none");
}

TEST_F(Pages, other_methods_are_told_which_are_served) {
  for (const std::string method : {"POST", "PUT", "DELETE"}) {
    for (const std::string target : {"/console", "/console/", kScriptPath}) {
      const RawReply reply = ask(method, target);
      EXPECT_EQ(reply.status, 405) << method << target;
      EXPECT_EQ(reply.field("Allow"), "GET, HEAD");
      EXPECT_EQ(reply.field("Content-Type"), "application/problem+json");
      EXPECT_NE(reply.body.find("\"code\":\"route.method_not_allowed\""), std::string::npos);
      EXPECT_NE(reply.body.find("\"trace_id\":\""), std::string::npos);
    }
  }
}

TEST_F(Pages, routes_of_the_console_are_its_index) {
  for (const std::string target : {"/console/withdrawals", "/console/dealers/01KBX5J8/tree",
                                   "/console/orders/?state=paid", "/console/a-b_c"}) {
    EXPECT_EQ(get(target).body, kIndexText) << target;
  }
}

TEST_F(Pages, the_root_leads_to_the_console) {
  for (const std::string target : {"/", "/console", "/?from=mail"}) {
    const RawReply reply = get(target);
    EXPECT_EQ(reply.status, 302) << target;
    EXPECT_EQ(reply.field("Location"), "/console/");
  }
}

TEST_F(Pages, what_is_no_page_is_handed_on) {
  for (const std::string target : {"/api/v1/openapi.yaml", "/admin/v1/staff", "/consoles", "/Console/",
                                   "/console/missing.js", "/console/assets/app-00000000.js"}) {
    EXPECT_TRUE(is_handed_on(target)) << target;
  }
}

TEST_F(Pages, no_spelling_of_a_path_leaves_the_folder) {
  for (const std::string target : {
           "/console/../secret.txt",
           "/console/assets/../../secret.txt",
           "/console/assets/../index.html",
           "/console/./index.html",
           "/console//index.html",
           "/console//",
           "/console/..",
           "/console/%2e%2e/secret.txt",
           "/console/%2E%2E%2Fsecret.txt",
           "/console/..%2fsecret.txt",
           "/console/..%5csecret.txt",
           "/console/%252e%252e/secret.txt",
           "/console/%252e%252e%252fsecret.txt",
           "/console/%c0%ae%c0%ae/secret.txt",
           "/console/%ef%bc%8e%ef%bc%8e/secret",
           "/console/....//secret.txt",
           "/console/index.html/",
           "/console/index%2ehtml",
           "/console/assets/app-1a2B_c-4.js.gz",
           "/console/.git/config",
           "/console/a;/../../secret.txt",
       }) {
    EXPECT_TRUE(is_handed_on(target)) << target;
  }
  for (const std::string target : {"/console/%00", "/console/index.html%00.js", "/console/..\\secret.txt",
                                   "/console/%2", "/console/\x01", "/console/\xe4\xb8\xad"}) {
    EXPECT_EQ(get(target).status, 400) << target;
  }
}

TEST_F(Pages, what_is_no_plain_file_with_a_known_extension_is_left_out) {
  fs::create_symlink(root_ / "secret.txt", root_ / "dist/linked.txt");
  fs::create_directory_symlink(root_, root_ / "dist/folder");
  write("dist/.env.txt", "hidden");
  write("dist/.git/config.txt", "hidden");
  write("dist/program.exe", "unknown");
  write("dist/LICENSE", "unknown");
  write("dist/two words.txt", "odd");
  write("dist/orphan.txt.gz", "packed alone");
  for (const std::string target :
       {"/console/linked.txt", "/console/folder/secret.txt", "/console/.env.txt", "/console/.git/config.txt",
        "/console/program.exe", "/console/two%20words.txt", "/console/orphan.txt",
        "/console/orphan.txt.gz"}) {
    EXPECT_TRUE(is_handed_on(target)) << target;
  }
  EXPECT_EQ(get("/console/LICENSE").body, kIndexText) << "a name without extension is a route";
}

TEST_F(Pages, the_folder_is_as_it_was_at_the_start) {
  start();
  write("dist/late.txt", "late");
  fs::remove(root_ / "dist/index.html");
  EXPECT_TRUE(is_handed_on("/console/late.txt"));
  EXPECT_EQ(get("/console/").body, kIndexText);
}

TEST_F(Pages, a_folder_that_cannot_be_served_ends_the_start) {
  EXPECT_THROW(PageFiles::read(root_ / "nowhere"), std::runtime_error);
  EXPECT_THROW(PageFiles::read(root_), std::runtime_error) << "it has no index.html";
  fs::create_directory(root_ / "large");
  write("large/index.html", kIndexText);
  write("large/map.json", "");
  fs::resize_file(root_ / "large/map.json", PageFiles::kBytesMax);
  EXPECT_THROW(PageFiles::read(root_ / "large"), std::runtime_error);
}

}  // namespace
}  // namespace fenrun::server
