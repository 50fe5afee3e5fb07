// Prints the table of a transfer's states and messages as Promela: the model checks the rules that ship, not
// a copy of them.
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "domain/withdrawal/payout_state.hpp"

namespace fenrun {
namespace {

using Words = std::vector<std::string_view>;

// Spin counts the words of an mtype from the last one on, so that the first of ours is the lowest.
void print_mtype(const Words& words) {
  std::string text;
  for (auto word = words.rbegin(); word != words.rend(); ++word) {
    text += text.empty() ? "" : ", ";
    text += *word;
  }
  std::printf("mtype = { %s };\n", text.c_str());
}

template <class Number>
void print_cells(std::string_view name, Number number) {
  std::string text;
  for (std::size_t state = 0; state < kPayoutStateCount; ++state) {
    for (std::size_t event = 0; event < kPayoutEventCount; ++event) {
      const PayoutMove move = decide_payout(static_cast<PayoutState>(state), static_cast<PayoutEvent>(event));
      text += text.empty() ? "" : ", ";
      text += std::to_string(number(move));
    }
  }
  std::printf("hidden byte %s[%zu] = { %s };\n", std::string(name).c_str(),
              kPayoutStateCount * kPayoutEventCount, text.c_str());
}

void print_table() {
  Words states;
  for (std::size_t i = 0; i < kPayoutStateCount; ++i) states.push_back(to_word(static_cast<PayoutState>(i)));
  Words events;
  for (std::size_t i = 0; i < kPayoutEventCount; ++i) events.push_back(to_word(static_cast<PayoutEvent>(i)));
  print_mtype(states);
  print_mtype(events);
  print_mtype({"refuse", "stay", "ask", "move", "contradict"});
  std::printf("#define CELL(state, event) (((state) - created) * %zu + (event) - send)\n", kPayoutEventCount);
  print_cells("cell_to", [](const PayoutMove& move) { return static_cast<int>(move.to); });
  print_cells("cell_verdict", [](const PayoutMove& move) { return static_cast<int>(move.verdict); });
}

}  // namespace
}  // namespace fenrun

int main() { fenrun::print_table(); }
