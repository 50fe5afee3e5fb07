#include "server/verification_job.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "base/crypto/encoding.hpp"
#include "base/log.hpp"
#include "flows/ledger/walk_books.hpp"

namespace fenrun::server {
namespace {

nlohmann::json to_json(const flows::BooksFault& fault) {
  nlohmann::json told;
  told["part"] = flows::to_word(fault.part);
  told["sheet"] = nullptr;
  told["number"] = std::to_string(fault.number);
  told["what"] = fault.what;
  if (fault.sheet.is_set()) told["sheet"] = std::to_string(fault.sheet.value);
  return told;
}

nlohmann::json to_json(const flows::BooksWalk& walk) {
  nlohmann::json state;
  state["part"] = flows::to_word(walk.part);
  state["entries"] = walk.entries;
  state["sheets"] = walk.sheets;
  state["movements"] = walk.movements;
  state["seals"] = walk.seals;
  state["commissions"] = walk.commissions;
  state["fault"] = nullptr;
  if (walk.fault) state["fault"] = to_json(*walk.fault);
  if (walk.part == flows::BooksPart::none) return state;
  // Where to go on.
  state["after"] = std::to_string(walk.after);
  state["inside"] = std::to_string(walk.inside);
  state["mac"] = crypto::to_hex(crypto::as_bytes(walk.mac));
  state["last_entry"] = nullptr;
  if (walk.last_entry) state["last_entry"] = std::to_string(*walk.last_entry);
  return state;
}

// Of a result that this program wrote while the walk went on.
flows::BooksWalk walk_from(const std::string& text) {
  if (text.empty()) return {};
  const nlohmann::json state = nlohmann::json::parse(text);
  flows::BooksWalk walk;
  const auto part = flows::books_part_from(state.at("part").get<std::string>());
  auto mac = crypto::from_hex(state.at("mac").get<std::string>());
  if (!part || !mac) throw std::logic_error("a verification's job has a result that cannot be read");
  walk.part = *part;
  walk.inside = std::stoll(state.at("inside").get<std::string>());
  walk.after = std::stoll(state.at("after").get<std::string>());
  walk.mac = *std::move(mac);
  if (const nlohmann::json& last = state.at("last_entry"); !last.is_null())
    walk.last_entry = std::stoll(last.get<std::string>());
  walk.entries = state.at("entries");
  walk.sheets = state.at("sheets");
  walk.movements = state.at("movements");
  walk.seals = state.at("seals");
  walk.commissions = state.at("commissions");
  return walk;
}

// The log leaves the machine: it is the verdict that whoever owns the database cannot change.
void report(const flows::BooksWalk& walk) {
  if (walk.fault) {
    log::error("ledger.fault", {{"sheet", walk.fault->sheet.value},
                                {"number", walk.fault->number},
                                {"what", place_of(*walk.fault) + " " + walk.fault->what}});
  } else {
    log::info("ledger.verified", {{"entries", walk.entries},
                                  {"sheets", walk.sheets},
                                  {"movements", walk.movements},
                                  {"seals", walk.seals},
                                  {"commissions", walk.commissions}});
  }
}

}  // namespace

JobKind verification_job(const crypto::Key256& seal_key) {
  const auto bite = [seal_key](db::Tx& tx, const Job& job, Instant) -> Result<JobProgress> {
    flows::BooksWalk walk = walk_from(job.result);
    flows::walk_books(tx, seal_key, walk);
    const bool is_finished = walk.part == flows::BooksPart::none;
    if (is_finished) report(walk);
    return JobProgress{is_finished ? flows::kBooksPartCount : static_cast<int>(walk.part),
                       flows::kBooksPartCount, is_finished, to_json(walk).dump()};
  };
  return {std::string(kVerificationJob), bite};
}

}  // namespace fenrun::server
