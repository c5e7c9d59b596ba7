#include "storage/rocksdb_log_check.hpp"

#include <algorithm>

namespace aviary {

namespace {

constexpr std::string_view restore_or_accept =
    "Restore the newest backup, or start once with --accept-loss to keep what stands before the "
    "damage.";

std::string text(position at) {
  return std::to_string(at.value);
}

class checker {
 public:
  checker(const rocksdb_columns& columns, const std::filesystem::path& folder,
          const std::optional<mark>& promised, log_meta meta)
      : columns_(columns),
        log_("the event log in " + folder.string()),
        promised_(promised),
        found_{meta, meta.floor, {}, {}},
        at_mark_(meta.floor) {}

  log_check check(const std::function<void(const record&)>& visit) {
    read_events(visit);
    if (!found_.damage) read_index();
    if (promised_) compare_with_mark(promised_->acknowledged);
    return std::move(found_);
  }

 private:
  void read_events(const std::function<void(const record&)>& visit) {
    const auto first = position_key({found_.meta.floor.at.value + 1});
    const auto status =
        columns_.visit(column::events, first, positions_end_key(), [&](auto key, auto value) {
          const auto at = decode_position(as_bytes(key)).value_or(position{});
          return accept(at, decode_record(at, value), visit);
        });
    if (!status.ok())
      damaged(" is damaged behind position " + text(found_.tip.at) + ": " + status.ToString());
  }

  bool accept(position at, const std::optional<record>& stored,
              const std::function<void(const record&)>& visit) {
    const position expected{found_.tip.at.value + 1};
    if (at != expected)
      damaged(" lacks positions " + text(expected) + " to " + text({at.value - 1}));
    else if (!stored)
      damaged(" holds something that is no record at position " + text(at));
    else if (stored->chain != link(found_.tip.chain, *stored))
      damaged(" does not chain at position " + text(at) + ": it was altered");
    if (found_.damage) return false;
    found_.tip = {at, stored->chain};
    if (promised_ && at == promised_->acknowledged.at) at_mark_ = found_.tip;
    if (!stored->retired) live_++;
    visit(*stored);
    return true;
  }

  /// Reads the other columns for the sake of their checksums, and counts.
  void read_index() {
    std::uint64_t indexed = 0;
    for (const auto where : {column::streams, column::heads}) {
      const auto status = columns_.visit(where, "", "\x7f", [&](auto, auto) {
        indexed += where == column::streams;
        return true;
      });
      if (!status.ok()) return damaged(" has a damaged index: " + status.ToString());
    }
    if (indexed != live_)
      damaged(" has " + std::to_string(indexed) + " index entries for " + std::to_string(live_) +
              " records");
  }

  void compare_with_mark(const chain_link& acknowledged) {
    if (promised_->id != found_.meta.id)
      found_.shortfall = failure{
          log_ + " and its mark come from two different logs",
          "Restore both from one backup, or start once with --accept-loss to go on with the log."};
    else if (found_.tip.at < acknowledged.at)
      found_.shortfall = failure{
          log_ + " ends at position " + text(found_.tip.at) + ", but position " +
              text(acknowledged.at) + " was acknowledged",
          "Restore the newest backup, or start once with --accept-loss to go on without the lost "
          "events, " +
              std::to_string(acknowledged.at.value - found_.tip.at.value) + " of them."};
    else if (at_mark_.at == acknowledged.at && at_mark_ != acknowledged)
      found_.shortfall = failure{
          log_ + " holds another record at position " + text(acknowledged.at) +
              " than the one that was acknowledged",
          "Restore both log and mark from one backup, or start once with --accept-loss to go on "
          "with the log."};
  }

  void damaged(const std::string& how) {
    found_.damage = failure{log_ + how, std::string(restore_or_accept)};
  }

  const rocksdb_columns& columns_;
  const std::string log_;
  const std::optional<mark>& promised_;
  log_check found_;
  /// The link at the mark's position, once it was passed; the floor until then.
  chain_link at_mark_;
  std::uint64_t live_ = 0;
};

}  // namespace

std::optional<log_meta> read_meta(const rocksdb_columns& columns) {
  std::string id, floor;
  if (!columns.get(column::meta, incarnation_key, id).ok()) return std::nullopt;
  const auto status = columns.get(column::meta, floor_key, floor);
  if (!status.ok() && !status.IsNotFound()) return std::nullopt;
  log_meta meta;
  const auto link = status.IsNotFound() ? chain_link{} : decode_link(as_bytes(floor));
  if (id.size() != meta.id.size || !link) return std::nullopt;
  std::ranges::copy(as_bytes(id), meta.id.value.begin());
  meta.floor = *link;
  return meta;
}

result<log_check, failure> check_log(const rocksdb_columns& columns,
                                     const std::filesystem::path& folder,
                                     const std::optional<mark>& promised,
                                     const std::function<void(const record&)>& visit) {
  const auto log = "the event log in " + folder.string();
  std::string format;
  const auto status = columns.get(column::meta, format_key, format);
  const unsigned found = format.size() == 1 ? static_cast<std::uint8_t>(format.front()) : 0;
  if (found > log_format)
    return failure{log + " has format " + std::to_string(found) +
                       ", but this program reads up to " + std::to_string(log_format),
                   "Run the version of Aviary that wrote it, or a newer one."};
  const auto meta = read_meta(columns);
  if (!status.ok() || found == 0 || !meta)
    return log_check{
        {},
        {},
        failure{log + " is damaged: it does not say what it is", std::string(restore_or_accept)},
        {}};
  return checker(columns, folder, promised, *meta).check(visit);
}

}  // namespace aviary
