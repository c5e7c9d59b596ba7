#include "messages/report_kind.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace aviary {
namespace {

struct kind_row {
  std::int32_t type;
  std::string_view kind;
};

// The numbers below 100,000 are those of OpenCanary's opencanary/logger.py, where the names are
// LOG_SSH_LOGIN_ATTEMPT and the like; the words are ours. In order of the number.
constexpr std::array kinds = std::to_array<kind_row>({
    {1000, "sensor_started"},
    {1001, "sensor_message"},
    {1002, "sensor_debug"},
    {1003, "sensor_error"},
    {1004, "sensor_ping"},
    {1005, "sensor_settings_saved"},
    {1006, "sensor_example"},
    {2000, "ftp_login"},
    {2001, "ftp_login_begun"},
    {3000, "http_get"},
    {3001, "http_login"},
    {3002, "http_odd_method"},
    {3003, "http_redirect"},
    {4000, "ssh_connection"},
    {4001, "ssh_client_version"},
    {4002, "ssh_login"},
    {5000, "smb_file_open"},
    {5001, "port_scan"},
    {5002, "nmap_os_scan"},
    {5003, "nmap_null_scan"},
    {5004, "nmap_xmas_scan"},
    {5005, "nmap_fin_scan"},
    {6001, "telnet_login"},
    {6002, "telnet_connection"},
    {7001, "http_proxy_login"},
    {8001, "mysql_login"},
    {9001, "mssql_sql_login"},
    {9002, "mssql_windows_login"},
    {9003, "mysql_connection"},
    {10001, "tftp_request"},
    {11001, "ntp_monlist"},
    {12001, "vnc_login"},
    {13001, "snmp_request"},
    {14001, "rdp_login"},
    {15001, "sip_request"},
    {16001, "git_clone"},
    {17001, "redis_command"},
    {18001, "tcp_connection"},
    {18002, "tcp_kept_connection"},
    {18003, "tcp_kept_secret"},
    {18004, "tcp_kept_data"},
    {18005, "tcp_data"},
    {19001, "llmnr_answer"},
    {20001, "mongodb_request"},
    {99000, "user_0"},
    {99001, "user_1"},
    {99002, "user_2"},
    {99003, "user_3"},
    {99004, "user_4"},
    {99005, "user_5"},
    {99006, "user_6"},
    {99007, "user_7"},
    {99008, "user_8"},
    {99009, "user_9"},
    {log_types::bird_silent.value, "bird_silent"},
    {log_types::bird_cloned.value, "bird_cloned"},
    {log_types::bird_rolled_back.value, "bird_rolled_back"},
    {log_types::reports_dropped.value, "reports_dropped"},
    {log_types::report_unparsable.value, "report_unparsable"},
    {log_types::storage_low.value, "storage_low"},
    {log_types::decoy_crashed.value, "decoy_crashed"},
    {log_types::events_lost.value, "events_lost"},
    {log_types::path_degraded.value, "path_degraded"},
    {log_types::ssh_key_offered.value, "ssh_key_offered"},
});

static_assert(std::ranges::is_sorted(kinds, {}, &kind_row::type), "looked up by halving");

}  // namespace

std::string kind_of(log_type type) {
  const auto row = std::ranges::lower_bound(kinds, type.value, {}, &kind_row::type);
  if (row != kinds.end() && row->type == type.value) return std::string(row->kind);
  return "logtype_" + std::to_string(type.value);
}

}  // namespace aviary
