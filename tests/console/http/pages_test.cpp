#include "console/http/pages.hpp"

#include <gtest/gtest.h>

#include <array>

namespace aviary {
namespace {

constexpr auto files = std::to_array<page_file>({
    {"/index.html", "<!doctype html>", "br of html"},
    {"/assets/index-1.js", "let a = 1;", "br of js"},
});

api_response ask(std::string path, std::string encodings = {}, std::string method = "GET") {
  api_request request{std::move(method), std::move(path)};
  request.accept_encoding = std::move(encodings);
  return page_response(request, files);
}

TEST(Pages, EveryPathThatIsNoFilesIsAPages) {
  for (const auto* path : {"/", "/index.html", "/birds/fileserver-02", "/incidents", "/../etc"}) {
    const auto page = ask(path);
    EXPECT_EQ(page.status, 200) << path;
    EXPECT_EQ(page.body, "<!doctype html>") << path;
    EXPECT_EQ(page.content_type, "text/html; charset=utf-8") << path;
    EXPECT_EQ(page.headers.at("Cache-Control"), "no-cache") << path;
  }
}

TEST(Pages, AssetsAreKeptForEver) {
  const auto script = ask("/assets/index-1.js");
  EXPECT_EQ(script.body, "let a = 1;");
  EXPECT_EQ(script.content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(script.headers.at("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(ask("/assets/index-0.js").status, 404) << "of an older console";
}

TEST(Pages, AreCompressedForWhoTakesThat) {
  for (const auto* taken : {"br", "gzip, deflate, br, zstd", "gzip;q=0.5,br;q=1.0", "br;q=0.1"}) {
    const auto script = ask("/assets/index-1.js", taken);
    EXPECT_EQ(script.body, "br of js") << taken;
    EXPECT_EQ(script.headers.at("Content-Encoding"), "br") << taken;
  }
  for (const auto* taken : {"", "gzip", "br;q=0", "brx", "*"}) {
    const auto script = ask("/assets/index-1.js", taken);
    EXPECT_EQ(script.body, "let a = 1;") << taken;
    EXPECT_FALSE(script.headers.contains("Content-Encoding")) << taken;
  }
}

TEST(Pages, RunNothingThatIsNotTheirs) {
  const auto policy = ask("/").headers.at("Content-Security-Policy");
  EXPECT_TRUE(policy.starts_with("default-src 'none'; script-src 'self';")) << policy;
  EXPECT_EQ(policy.find("unsafe"), policy.npos) << policy;
  EXPECT_NE(policy.find("require-trusted-types-for 'script'"), policy.npos) << policy;
}

TEST(Pages, AreOnlyRead) {
  EXPECT_EQ(ask("/", "", "HEAD").status, 200);
  const auto refused = ask("/", "", "POST");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.headers.at("Allow"), "GET, HEAD");
}

TEST(Pages, ABuildWithoutThemSaysSo) {
  const auto none = page_response({"GET", "/"}, {});
  EXPECT_EQ(none.status, 404);
  EXPECT_NE(none.body.find("built without its pages"), none.body.npos);
}

}  // namespace
}  // namespace aviary
