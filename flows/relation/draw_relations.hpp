// The graph of dealers and customers around a person, or between two: who stands below whom, and who was
// referred by whom.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/dealer/dealer.hpp"

namespace fenrun::flows {

inline constexpr ErrorCode kPersonUnknown{ErrorKind::not_found, "relation.person_unknown", "没有这个人",
                                          "There is no such person"};

// Dealers opened in one picture, besides those that a person or a path needs.
inline constexpr std::size_t kRelationsOpenMax = 30;
// People of one dealer that are shown, of each kind; the others are a number.
inline constexpr int kRelationsOfOneMax = 40;

// Everybody is named by a public id, a dealer's or a customer's; a customer who is a dealer, and
// has not ceased to be one, is that dealer.
struct DrawRelations {
  std::string person;  // in the middle, or the customer's referrer is; empty: the producer
  std::string to;      // the way there is shown, and whom both stand below is in the middle; empty: nobody
  std::vector<std::string> open;  // dealers whose people are shown too; unknown ones change nothing
};

enum class RelationKind { producer, dealer, customer, more_dealers, more_customers };
std::string_view to_word(RelationKind kind);

struct RelationNode {
  RelationKind kind = RelationKind::producer;
  std::string id;    // empty: the producer; of those who are a number the dealer's whose people they are
  std::string name;  // a customer's is masked; empty: none given
  int level = 0;     // a dealer's
  DealerState state = DealerState::active;
  std::int64_t dealers = 0;  // right below it, ended ones too; of more_dealers: how many they are
  // Referred by it, where it is open; of more_customers: how many they are. Nothing: not counted.
  std::optional<std::int64_t> customers{};
  std::string dealership;  // of a customer: the dealer that the person is too; empty: none
  bool is_open = false;
  bool is_asked = false;  // the person, or whom the way leads to
  bool is_on_way = false;
  int above = -1;  // the node that it hangs on, which stands before it
};

struct RelationGraph {
  std::vector<RelationNode> nodes;  // the one in the middle first
  std::vector<Dealer> upline;       // of the one in the middle, the nearest first
  // Whom it was drawn of and to, as the audit log names them: "dealer:…", "consumer:…"; empty: nobody.
  std::string person;
  std::string to;
};

// Refuses with kPersonUnknown.
Result<RelationGraph> draw_relations(db::Tx& tx, const DrawRelations& command);

}  // namespace fenrun::flows
