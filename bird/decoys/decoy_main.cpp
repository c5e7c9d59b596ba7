#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

#include "bird/decoys/listen_address.hpp"
#include "bird/decoys/unique_fd.hpp"
#include "bird/decoys/worker/confinement.hpp"
#include "bird/decoys/worker/decoy_server.hpp"
#include "bird/decoys/worker/host_keys.hpp"
#include "bird/decoys/worker/ssh_personality.hpp"
#include "bird/decoys/worker/ssh_worker.hpp"

// The decoys' program. It is a program of its own so that what strangers talk to holds no key of
// the bird, no log, and no right that the bird has.

namespace aviary {
namespace {

struct ssh_options {
  std::string listen;
  int listen_fd = -1;
  int report_fd = -1;
  std::string host_keys_folder;
  std::string personality = "debian12";
  std::string software;
};

result<unique_fd, failure> listener_of(const ssh_options& options) {
  if (options.listen_fd < 0) return listen_on(options.listen);
  unique_fd given(options.listen_fd);
  if (::fcntl(given.get(), F_SETFL, O_NONBLOCK) != 0)
    return failure{"--listen-fd is no open descriptor",
                   "leave it to the bird to start this program"};
  return given;
}

result<void, failure> run_ssh(const ssh_options& options) {
  const auto* known = find_ssh_personality(options.personality);
  if (known == nullptr)
    return failure{"there is no personality '" + options.personality + "'", "see --help"};
  auto face = *known;
  if (!options.software.empty()) face.software = options.software;
  auto keys = load_host_keys(options.host_keys_folder);
  if (!keys) return keys.error();
  auto listener = listener_of(options);
  if (!listener) return listener.error();
  if (const auto done = give_up_privileges(); !done) return done;
  auto service = ssh_service::create(face, std::move(*keys));
  if (!service) return service.error();
  const bool as_lines = options.report_fd < 0;
  const report_outlet outlet{as_lines ? STDOUT_FILENO : options.report_fd, as_lines};
  return decoy_server(std::move(*service), std::move(*listener), outlet).run();
}

int tell(const result<void, failure>& done) {
  if (done) return 0;
  std::fprintf(stderr, "aviary-decoy: %s\n  %s\n", done.error().what.c_str(),
               done.error().hint.c_str());
  return 1;
}

}  // namespace
}  // namespace aviary

int main(int argc, char** argv) {
  using namespace aviary;
  CLI::App app{
      "A service that nobody has a reason to touch, and what is told about those who do.\n"
      "The bird starts this program itself. By hand it is good for trying a decoy out: it then\n"
      "prints each report as a line of JSON."};
  app.require_subcommand(1);

  ssh_options options;
  auto* ssh = app.add_subcommand("ssh", "Looks like an SSH server and lets nobody in");
  auto* where = ssh->add_option_group("where");
  where->add_option("--listen", options.listen,
                    "ADDRESS:PORT to listen on, [ADDRESS]:PORT for IPv6");
  where->add_option("--listen-fd", options.listen_fd,
                    "A listening socket that the bird has opened");
  where->require_option(1);
  ssh->add_option("--report-fd", options.report_fd,
                  "The bird's socket for reports; without it they are lines on stdout");
  ssh->add_option("--host-keys", options.host_keys_folder, "Folder that ssh-host-keys has filled")
      ->required();
  ssh->add_option("--personality", options.personality, "Whose face to show: debian12")
      ->capture_default_str();
  ssh->add_option("--software", options.software,
                  "Another version in the identification string, after \"SSH-2.0-\"");

  std::string folder;
  auto* host_keys =
      app.add_subcommand("ssh-host-keys", "Makes the host keys that are not there yet");
  host_keys->add_option("folder", folder, "Where the keys are kept")->required();

  CLI11_PARSE(app, argc, argv);
  return tell(ssh->parsed() ? run_ssh(options) : make_host_keys(folder));
}
