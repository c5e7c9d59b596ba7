#pragma once

#include <cstdint>
#include <string>

#include "messages/ids.hpp"

// What happened, as a number that OpenCanary's readers know (`logtype`) and as a word (the kind of
// an incident). OpenCanary's numbers are below 100,000; what it has no number for is above.

namespace aviary {

using log_type = number<struct log_type_tag, std::int32_t>;

namespace log_types {

// -- what decoys of ours report; OpenCanary's numbers where it has one ----------------------------
inline constexpr log_type ftp_login{2000};
inline constexpr log_type http_get{3000};
inline constexpr log_type http_login{3001};
inline constexpr log_type ssh_connection{4000};
inline constexpr log_type ssh_client_version{4001};
inline constexpr log_type ssh_login{4002};
inline constexpr log_type smb_file_open{5000};
inline constexpr log_type port_scan{5001};
inline constexpr log_type telnet_login{6001};
inline constexpr log_type mysql_login{8001};
inline constexpr log_type tcp_connection{18001};
inline constexpr log_type tcp_data{18005};

// -- what a bird or the console notices itself ----------------------------------------------------
inline constexpr log_type bird_silent{100001};
inline constexpr log_type bird_cloned{100002};
inline constexpr log_type bird_rolled_back{100003};
inline constexpr log_type reports_dropped{100004};
inline constexpr log_type report_unparsable{100005};
inline constexpr log_type storage_low{100006};
/// A decoy's worker died on what somebody sent; logdata holds it.
inline constexpr log_type decoy_crashed{100007};
/// A log lost acknowledged events, and somebody chose to go on without them.
inline constexpr log_type events_lost{100008};
/// A bird's way to the console works, and costs more than it should; logdata says why.
inline constexpr log_type path_degraded{100009};

// -- what OpenCanary has no number for: 100,000 + the service's block -----------------------------
inline constexpr log_type ssh_key_offered{104001};

}  // namespace log_types

/// A word for the log type: "ssh_login"; `logtype_N` for one that nobody named.
std::string kind_of(log_type type);

}  // namespace aviary
