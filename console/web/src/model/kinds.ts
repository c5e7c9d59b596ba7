/** A kind in plain words: what a list calls it, and what somebody did, with `*` for the birds. */
export interface KindWords {
  readonly label: string;
  readonly did: string;
  /** What bird or console noticed itself: nobody did it, and `did` is the whole sentence. */
  readonly notice?: true;
}

const touched = (label: string, did: string): KindWords => ({ label, did });
const noticed = (label: string, did: string): KindWords => ({ label, did, notice: true });

const words: Readonly<Record<string, KindWords>> = {
  network_scan: touched("Network scan", "touched several birds: *"),
  ftp_login: touched("FTP login", "tried to log in to * over FTP"),
  ftp_login_begun: touched("FTP login begun", "began to log in to * over FTP"),
  http_get: touched("Web page", "asked * for a web page"),
  http_login: touched("Web login", "tried to log in to a web page of *"),
  http_odd_method: touched("Odd HTTP request", "sent * an HTTP request of an unusual method"),
  http_redirect: touched("Web redirect", "followed a web page of * to another"),
  http_proxy_login: touched("HTTP proxy login", "tried to log in to * as an HTTP proxy"),
  ssh_connection: touched("SSH connection", "connected to * over SSH"),
  ssh_client_version: touched("SSH hello", "greeted * over SSH and named no user"),
  ssh_login: touched("SSH login", "tried to log in to * over SSH"),
  ssh_key_offered: touched("SSH key offered", "offered * a key over SSH"),
  smb_file_open: touched("File opened", "opened a file on a share of *"),
  port_scan: touched("Port scan", "scanned ports of *"),
  nmap_os_scan: touched("Nmap OS scan", "asked * for its operating system with Nmap"),
  nmap_null_scan: touched("Nmap NULL scan", "scanned ports of * with Nmap (NULL)"),
  nmap_xmas_scan: touched("Nmap Xmas scan", "scanned ports of * with Nmap (Xmas)"),
  nmap_fin_scan: touched("Nmap FIN scan", "scanned ports of * with Nmap (FIN)"),
  telnet_login: touched("Telnet login", "tried to log in to * over Telnet"),
  telnet_connection: touched("Telnet connection", "connected to * over Telnet"),
  mysql_login: touched("MySQL login", "tried to log in to MySQL on *"),
  mysql_connection: touched("MySQL connection", "connected to MySQL on *"),
  mssql_sql_login: touched("SQL Server login", "tried to log in to SQL Server on *"),
  mssql_windows_login: touched(
    "SQL Server login (Windows)",
    "tried to log in to SQL Server on * as a Windows user",
  ),
  tftp_request: touched("TFTP request", "asked * for a file over TFTP"),
  ntp_monlist: touched("NTP monlist", "asked * over NTP for the hosts that it knows"),
  vnc_login: touched("VNC login", "tried to log in to * over VNC"),
  snmp_request: touched("SNMP request", "asked * over SNMP"),
  rdp_login: touched("RDP login", "tried to log in to * over RDP"),
  sip_request: touched("SIP request", "asked * over SIP"),
  git_clone: touched("Git clone", "tried to clone a repository from *"),
  redis_command: touched("Redis command", "sent * a Redis command"),
  mongodb_request: touched("MongoDB request", "asked MongoDB on *"),
  tcp_connection: touched("TCP connection", "connected to * over TCP"),
  tcp_kept_connection: touched("TCP connection kept", "kept a TCP connection to *"),
  tcp_kept_secret: touched("TCP secret", "sent * a secret over TCP"),
  tcp_kept_data: touched("TCP data kept", "sent * data over a kept TCP connection"),
  tcp_data: touched("TCP data", "sent * data over TCP"),
  llmnr_answer: touched("LLMNR answer", "answered a name that * had made up (LLMNR)"),
  bird_silent: noticed("Bird silent", "* is silent: its heartbeats stopped"),
  bird_cloned: noticed("Bird cloned", "* speaks from two places: it was copied"),
  bird_rolled_back: noticed("Bird put back", "* runs from an older state of its disk"),
  reports_dropped: noticed("Reports dropped", "* had to drop reports"),
  report_unparsable: noticed("Report not readable", "A report of * could not be read"),
  storage_low: noticed("Disk nearly full", "The disk of * is nearly full"),
  decoy_crashed: touched("Decoy crashed", "made a decoy of * crash"),
  events_lost: noticed("Log was cut", "* lost a part of its log"),
  path_degraded: noticed("Path degraded", "The way from * to the console became worse"),
  sensor_started: noticed("Sensor started", "A sensor behind * was started"),
  sensor_message: noticed("Sensor message", "A sensor behind * has a message"),
  sensor_error: noticed("Sensor error", "A sensor behind * reports an error"),
};

export function wordsOf(kind: string): KindWords {
  const known = Object.hasOwn(words, kind) ? words[kind] : undefined;
  return known ?? touched(kind.replaceAll("_", " "), "touched *");
}
