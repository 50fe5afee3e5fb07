// The writing half of every bind: ends the binding in force, if there is one, and begins the new one.
#pragma once

#include <string_view>

#include "db/binding/bind_facts.hpp"
#include "db/binding/binding.hpp"
#include "db/mysql/tx.hpp"
#include "domain/binding/decide_binding.hpp"
#include "domain/ids.hpp"

namespace fenrun::flows {

// Fills `leads_back` when the decision depends on it: the consumer is a dealer, and the line above the dealer
// touched may meet theirs. Takes the tree lock for that, which keeps the line as it is until commit: two
// dealers who bind to each other at once, or over a third, come one after the other.
void read_line(db::Tx& tx, BindingFacts& facts, Instant now);

// `binding` says who, how and on what evidence; dealer, start and protection are taken from the decision.
// The decision must be one that is written. `read` must have been read under lock in this transaction.
void record_binding(db::Tx& tx, const db::BindFacts& read, const BindingDecision& decision,
                    db::Binding binding, std::string_view ended_reason);

}  // namespace fenrun::flows
