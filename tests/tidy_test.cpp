#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/tidy/rules.hpp"
#include "tests/tidy/source_tree.hpp"

// The house rules over the project's own text, and each rule over a tree made up to break it: a
// rule that cannot fail would be a defect of its own.

namespace aviary::tidy {

namespace {

std::vector<rule> all_rules() {
  std::vector<rule> all;
  for (const auto rules : {include_rules(), shape_rules(), text_rules()})
    all.insert(all.end(), rules.begin(), rules.end());
  return all;
}

std::string rule_name(const testing::TestParamInfo<rule>& info) {
  return std::string(info.param.name);
}

// -- the project ---------------------------------------------------------------------------------

class Tidy : public testing::TestWithParam<rule> {};

TEST_P(Tidy, project_keeps) {
  static const source_tree project = read_tree(AVIARY_SOURCE_DIR);
  ASSERT_TRUE(project.contains("messages/ids.hpp")) << "no source tree at " AVIARY_SOURCE_DIR;
  for (const auto& [path, line, advice] : GetParam().check(project))
    ADD_FAILURE_AT(path.c_str(), static_cast<int>(line))
        << path << ":" << line << ": [" << GetParam().name << "] " << advice;
}

INSTANTIATE_TEST_SUITE_P(House, Tidy, testing::ValuesIn(all_rules()), rule_name);

// -- made-up trees -------------------------------------------------------------------------------

struct sample {
  std::string_view rule;
  source_tree tree;
  /// Where the rule must find a breach, "path:line" each; nothing for a tree that keeps it.
  std::vector<std::string> breaks_at;
};

std::string function_of(std::string head, std::size_t lines) {
  for (std::size_t i = 2; i < lines; ++i) head += "  work();\n";
  return head + "}\n";
}

std::vector<sample> include_samples() {
  const auto tree = [](auto... files) { return made_up_tree({files...}); };
  using file = std::pair<const std::string, std::string_view>;
  return {
      {"ladder",
       tree(file{"messages/a.hpp", "\n#include \"storage/b.hpp\""}),
       {"messages/a.hpp:2"}},
      {"ladder", tree(file{"bird/a.cpp", "#include \"console/b.hpp\""}), {"bird/a.cpp:1"}},
      {"ladder", tree(file{"console/a.cpp", "#include \"bird/b.hpp\""}), {"console/a.cpp:1"}},
      {"ladder", tree(file{"bird/a.cpp", "#include \"sender.hpp\""}), {"bird/a.cpp:1"}},
      {"ladder",
       tree(file{"bird/a.cpp",
                 "// #include \"console/b.hpp\"\n"
                 "#include \"actors/b.hpp\""}),
       {}},
      {"includes_exist",
       tree(file{"bird/a.cpp", "#include \"messages/gone.hpp\""}),
       {"bird/a.cpp:1"}},
      {"includes_exist",
       tree(file{"bird/a.cpp", "#include \"bird/a.hpp\""}, file{"bird/a.hpp", ""}),
       {}},
      {"decoys_hold_nothing",
       tree(file{"bird/decoys/ssh.cpp",
                 "#include \"actors/ports.hpp\"\n"
                 "#include \"bird/heartbeat.hpp\"\n"
                 "#include \"messages/bytes.hpp\""}),
       {"bird/decoys/ssh.cpp:1", "bird/decoys/ssh.cpp:2"}},
      {"doors",
       tree(file{"actors/a.cpp", "#include <caf/actor.hpp>"},
            file{"actors/caf.hpp", "#include <caf/actor.hpp>"}),
       {"actors/a.cpp:1"}},
      {"doors",
       tree(file{"storage/log.cpp", "#include <rocksdb/db.h>"},
            file{"storage/rocksdb_log.cpp", "#include <rocksdb/db.h>"}),
       {"storage/log.cpp:1"}},
      {"doors",
       tree(file{"console/a.cpp", "#include <sodium.h>"},
            file{"messages/a.cpp", "#include <sodium.h>"}),
       {"console/a.cpp:1"}},
      {"doors",
       tree(file{"console/http/a.hpp", "#include <boost/beast.hpp>"}),
       {"console/http/a.hpp:1"}},
      {"one_translation_unit",
       tree(file{"console/http/a.cpp", "#include <boost/beast.hpp>"},
            file{"console/http/b.cpp", "#include <boost/beast.hpp>"}),
       {"console/http/b.cpp:1"}},
      {"pure_code_has_no_socket",
       tree(file{"bird/transport/sender.cpp", "#include <poll.h>"},
            file{"bird/transport/stub_resolver.cpp", "#include <boost/asio/ip/udp.hpp>"}),
       {"bird/transport/sender.cpp:1"}},
      {"deciders_are_free_of_caf",
       tree(file{"actors/caf.hpp", "#include <caf/actor.hpp>"},
            file{"actors/queue_actor.hpp", "#include \"actors/caf.hpp\""},
            file{"actors/helper.hpp", "\n#include \"actors/queue_actor.hpp\""},
            file{"actors/queue.cpp", "\n\n#include \"actors/helper.hpp\""}),
       {"actors/helper.hpp:2", "actors/queue.cpp:3"}},
  };
}

std::vector<sample> shape_samples() {
  const auto tree = [](auto... files) { return made_up_tree({files...}); };
  using file = std::pair<const std::string, std::string_view>;
  static const std::string wide(101, 'x');
  static const std::string transcript = "auto told = R\"(\n" + wide + " \n)\";\n";
  static const std::string umlauts = "// " + std::string(96, 'x') + "\u00fc";
  static const std::string long_file(601 * 2, '\n');
  static const std::string wiring(201, '\n');
  static const std::string fits = function_of("void f(int a) {\n", 70);
  static const std::string too_long = "\n" + function_of("void f(int a) {\n", 71);
  static const std::string constructor =
      function_of("struct x {\n  x()\n      : a_{1}, b_{2} {\n", 71) + "};\n";
  static const std::string method = function_of(
                                        "template <class T>\nstruct x {\n"
                                        "  auto f() const -> int {\n",
                                        80) +
                                    "};\n";
  static const std::string table = function_of("const std::map<int, int> t = {\n", 90);
  static const std::string type = function_of("class x : public y {\n", 90);
  static const std::string quoted = "auto a = '{'; auto b = \"{ // \"; int c = 1'0; // {\n" + fits;
  return {
      {"line_length",
       tree(file{"bird/a.cpp", wide}, file{"bird/b.cpp", umlauts}),
       {"bird/a.cpp:1"}},
      {"line_length",
       tree(file{"tests/a_test.cpp", transcript}, file{"bird/b.cpp", transcript}),
       {"bird/b.cpp:2"}},
      {"trailing_blanks", tree(file{"tests/a_test.cpp", transcript}), {}},
      {"trailing_blanks", tree(file{"docs/a.md", "fine\nnot \n"}), {"docs/a.md:2"}},
      {"file_length", tree(file{"bird/a.cpp", long_file}), {"bird/a.cpp:601"}},
      {"file_length",
       tree(file{"bird/bird.cpp", wiring}, file{"bird/b.cpp", wiring}),
       {"bird/bird.cpp:201"}},
      {"function_length", tree(file{"bird/a.cpp", fits}), {}},
      {"function_length", tree(file{"bird/a.cpp", too_long}), {"bird/a.cpp:2"}},
      {"function_length", tree(file{"bird/a.cpp", constructor}), {"bird/a.cpp:2"}},
      {"function_length", tree(file{"bird/a.hpp", method}), {"bird/a.hpp:3"}},
      {"function_length", tree(file{"bird/a.cpp", table}, file{"bird/b.cpp", type}), {}},
      {"function_length", tree(file{"bird/a.cpp", quoted}), {}},
      {"test_per_unit", tree(file{"bird/transport/a.cpp", ""}), {"bird/transport/a.cpp:1"}},
      {"test_per_unit",
       tree(file{"bird/a.cpp", ""}, file{"tests/bird/a_test.cpp", ""},
            file{"bird/queue_actor.cpp", ""}, file{"bird/main.cpp", ""}),
       {}},
      {"unit_per_test", tree(file{"tests/bird/b_test.cpp", ""}), {"tests/bird/b_test.cpp:1"}},
      {"pragma_once",
       tree(file{"bird/a.hpp", "// why\n#pragma once\n"}, file{"bird/b.hpp", "#pragma once\n"}),
       {"bird/a.hpp:1"}},
      {"section_rules",
       tree(file{"bird/a.hpp", "// -- who\n// -------\n// -- a ---\n"}),
       {"bird/a.hpp:2"}},
  };
}

std::vector<sample> text_samples() {
  const auto tree = [](auto... files) { return made_up_tree({files...}); };
  using file = std::pair<const std::string, std::string_view>;
  return {
      {"words", tree(file{"bird/a.cpp", "\n// TODO: all of it"}), {"bird/a.cpp:2"}},
      {"words", tree(file{"scripts/stop", "pkill bird"}), {"scripts/stop:1"}},
      {"words", tree(file{"bird/a.cpp", "int methodology;  // XXXL"}), {}},
      {"words_of_code",
       tree(file{"console/a.cpp", "randombytes_buf(out, 8);"},
            file{"actors/system_entropy.cpp", "randombytes_buf(out, 8);"},
            file{"console/b.cpp", "// randombytes_buf is elsewhere"}),
       {"console/a.cpp:1"}},
      {"words_of_code",
       tree(file{"bird/a.cpp", "auto t = std::chrono::steady_clock::now();"}),
       {"bird/a.cpp:1"}},
      {"words_of_code",
       tree(file{"messages/a.cpp", "throw 1;"}, file{"bird/a.cpp", "throw 1;"}),
       {"messages/a.cpp:1"}},
      {"words_of_code",
       tree(file{"bird/a.cpp", "assert(x);\nstatic_assert(x);"}),
       {"bird/a.cpp:1"}},
      {"no_silent_skip",
       tree(file{"tests/a_test.cpp",
                 "TEST(Tree, DISABLED_grows) {}\nGTEST_SKIP();\n"
                 "GTEST_SKIP() << \"no wood here\";"}),
       {"tests/a_test.cpp:1", "tests/a_test.cpp:2"}},
      {"snake_case_types",
       tree(file{"bird/a.hpp",
                 "class Sender {};\nclass sender {};\n"
                 "template <class T> class x;\nusing T::y;\n"}),
       {"bird/a.hpp:1"}},
      {"namespaces",
       tree(file{"bird/a.hpp", "namespace aviary::bird {"},
            file{"bird/b.hpp", "namespace aviary {\nnamespace {\n"}),
       {"bird/a.hpp:1"}},
      {"no_using_namespace_in_headers",
       tree(file{"bird/a.hpp", "using namespace std;"}, file{"bird/a.cpp", "using namespace std;"}),
       {"bird/a.hpp:1"}},
      {"no_workplace",
       tree(file{"docs/a.md", "see /home/ann/aviary\nand net/home/x"}),
       {"docs/a.md:1"}},
      {"links_lead_somewhere",
       tree(file{"docs/a.md",
                 "[b](b.md) [c](../bird/) [d](#here)\n"
                 "[gone](../gone.md) [x](https://example.net)"},
            file{"docs/b.md", ""}, file{"bird/a.cpp", ""}),
       {"docs/a.md:2"}},
      {"python_only_in_tests",
       tree(file{"scripts/a", "#!/usr/bin/env python3"}, file{"bird/b.py", ""},
            file{"tests/c.py", ""}),
       {"bird/b.py:1", "scripts/a:1"}},
      {"strict_scripts",
       tree(file{"scripts/a", "#!/usr/bin/env bash\necho"},
            file{"scripts/b", "#!/usr/bin/env bash\nset -euo pipefail\n"}),
       {"scripts/a:1"}},
  };
}

std::vector<sample> all_samples() {
  auto all = include_samples();
  for (auto more : {shape_samples(), text_samples()})
    all.insert(all.end(), std::make_move_iterator(more.begin()),
               std::make_move_iterator(more.end()));
  return all;
}

TEST(TidyRules, find_what_breaks_them_and_nothing_else) {
  const auto rules = all_rules();
  for (const auto& [name, tree, breaks_at] : all_samples()) {
    const auto found = std::find_if(rules.begin(), rules.end(),
                                    [&name = name](const auto& rule) { return rule.name == name; });
    ASSERT_NE(found, rules.end()) << "no rule " << name;
    std::vector<std::string> places;
    for (const auto& [path, line, advice] : found->check(tree)) {
      places.push_back(path + ":" + std::to_string(line));
      EXPECT_FALSE(advice.empty());
    }
    EXPECT_EQ(places, breaks_at) << "rule " << name << " over " << tree.begin()->first;
  }
}

TEST(TidyRules, can_each_fail) {
  const auto samples = all_samples();
  for (const auto& rule : all_rules())
    EXPECT_TRUE(std::any_of(
        samples.begin(), samples.end(),
        [&](const auto& sample) { return sample.rule == rule.name && !sample.breaks_at.empty(); }))
        << "no made-up tree breaks rule " << rule.name;
}

}  // namespace

}  // namespace aviary::tidy
