// Where the people of a relation graph are drawn: one in the middle, everyone else on the ring of their
// distance from it, in the part of the ring that their own people need. Pure: the same tree gives the same
// picture.
#pragma once

#include <span>
#include <vector>

namespace fenrun::server {

// In thousandths of the distance that two people of a ring keep; y grows downwards.
struct GraphPoint {
  int x = 0;
  int y = 0;

  friend bool operator==(const GraphPoint&, const GraphPoint&) = default;
};

// `above` names for each node the one that it hangs on, which stands before it; the first hangs on none and
// its entry is not read. At most 10,000 nodes.
std::vector<GraphPoint> lay_out_rings(std::span<const int> above);

}  // namespace fenrun::server
