#include "console/commands/api_client.hpp"

#include <curl/curl.h>

#include <memory>

namespace aviary {
namespace {

std::size_t append(char* data, std::size_t size, std::size_t count, void* to) {
  static_cast<std::string*>(to)->append(data, size * count);
  return size * count;
}

}  // namespace

std::string_view describe(api_silence why) {
  return why == api_silence::not_running ? "no console is running" : "the console does not answer";
}

result<api_answer, api_silence> api_client::ask(const std::string& method, const std::string& path,
                                                const std::string& body) const {
  const std::unique_ptr<CURL, void (*)(CURL*)> handle(curl_easy_init(), curl_easy_cleanup);
  auto* easy = handle.get();
  api_answer out;
  curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, socket_.c_str());
  curl_easy_setopt(easy, CURLOPT_URL, ("http://console" + path).c_str());
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &out.body);
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(easy, CURLOPT_TIMEOUT, 60L);
  if (method != "GET") {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  }
  const auto done = curl_easy_perform(easy);
  if (done == CURLE_COULDNT_CONNECT) return api_silence::not_running;
  if (done != CURLE_OK) return api_silence::no_answer;
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  out.status = static_cast<int>(status);
  return out;
}

}  // namespace aviary
