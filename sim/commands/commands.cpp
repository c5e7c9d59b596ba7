#include "sim/commands/commands.hpp"

#include <cstdio>
#include <fstream>
#include <sstream>

#include "sim/trace/shrink.hpp"

namespace aviary {

result<trace, failure> read_trace(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf()))
    return failure{"cannot read " + file.string(), "give a trace that run or fuzz wrote"};
  auto out = parse_trace(text.str());
  if (!out) return failure{file.string() + ": " + out.error().what, out.error().hint};
  return out;
}

result<void, failure> write_trace(const std::filesystem::path& file, const trace& one) {
  return write_file(file, to_text(one));
}

result<void, failure> write_file(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out(file);
  out << text;
  out.close();
  if (!out) return failure{"cannot write " + file.string(), "name a file that can be written"};
  return {};
}

trace shrink_failure(const trace& failing, const isolated_outcome& outcome) {
  trace whole{failing.options, outcome.strikes};
  const auto fails = [kind = outcome.kind()](const trace& smaller) {
    const auto again = run_isolated(smaller, true, world_patience);
    return again.failed() && again.kind() == kind;
  };
  if (!fails(whole)) {
    std::fprintf(stderr, "%s: the strikes alone do not make it fail again; left as it is\n",
                 simulator_name);
    return whole;
  }
  auto out = shrink(whole, fails);
  std::fprintf(stderr, "%s: %zu strikes shrunk to %zu, %llu birds to %llu\n", simulator_name,
               whole.strikes.size(), out.strikes.size(),
               static_cast<unsigned long long>(whole.options.birds),
               static_cast<unsigned long long>(out.options.birds));
  return out;
}

exit_code print_verdict(const isolated_outcome& outcome) {
  for (const auto& why : outcome.why) std::printf("broken: %s\n", why.c_str());
  if (!outcome.failed()) std::printf("every promise was kept\n");
  return outcome.failed() ? exit_code::failed : exit_code::ok;
}

}  // namespace aviary
