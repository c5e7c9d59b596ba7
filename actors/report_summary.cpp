#include "actors/report_summary.hpp"

#include "messages/json.hpp"
#include "messages/report_kind.hpp"

namespace aviary {

report_summary summarize(const report& from, const report_id& id, std::string_view bird_name,
                         wall_time happened_at) {
  report_summary out;
  out.id = id;
  out.kind = kind_of(from.type);
  out.bird_name = bird_name;
  out.src_host = from.src_host;
  out.src_port = from.src_port;
  out.dst_host = from.dst_host;
  out.dst_port = from.dst_port;
  out.user = find_text(from.logdata, "USERNAME").value_or("");
  out.happened_at = happened_at;
  return out;
}

}  // namespace aviary
