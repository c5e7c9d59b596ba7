#include "sim/load/report_plan.hpp"

#include <algorithm>
#include <string>
#include <tuple>

namespace aviary {

std::vector<planned_report> plan_reports(std::uint32_t birds, std::uint32_t reports_per_bird,
                                         std::chrono::nanoseconds run, std::uint64_t seed) {
  prng draw(seed, "report plan");
  std::vector<planned_report> out;
  out.reserve(std::size_t{birds} * reports_per_bird);
  for (std::uint32_t bird = 0; bird < birds; ++bird)
    for (std::uint32_t i = 0; i < reports_per_bird; ++i) {
      const std::chrono::nanoseconds after(
          static_cast<std::int64_t>(draw.unit() * static_cast<double>(run.count())));
      const auto octets = draw.chance(planned_large_share)
                              ? planned_octets_large
                              : draw.between(planned_octets_min, planned_octets_max);
      out.push_back({after, bird, static_cast<std::uint32_t>(octets)});
    }
  std::ranges::sort(out, {}, [](const auto& one) { return std::tuple(one.after, one.bird); });
  return out;
}

report report_of(const planned_report& planned, wall_time at, prng& letters) {
  report out;
  out.type = log_types::ssh_login;
  out.dst_host = "10.0.0.5";
  out.dst_port = 22;
  out.src_host = "10." + std::to_string(planned.bird >> 16 & 255) + "." +
                 std::to_string(planned.bird >> 8 & 255) + "." + std::to_string(planned.bird & 255);
  out.src_port = static_cast<std::int32_t>(letters.between(32'768, 60'999));
  out.utc_time = utc_text(at);
  put_logdata(out, "LOCALVERSION", as_bytes("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10"));
  put_logdata(out, "REMOTEVERSION", as_bytes("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10"));
  put_logdata(out, "USERNAME", as_bytes("administrator"));
  put_logdata(out, "PASSWORD", {});
  const auto bare = encode(out).size();
  std::string password;
  while (bare + password.size() < planned.octets)
    password += "0123456789abcdef"[letters.between(0, 15)];
  put_logdata(out, "PASSWORD", as_bytes(password));
  return out;
}

}  // namespace aviary
