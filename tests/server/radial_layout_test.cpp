// Pictures of relation graphs: nobody stands on anybody, whatever the tree.
#include "server/api/radial_layout.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace fenrun::server {
namespace {

double distance(GraphPoint one, GraphPoint other) { return std::hypot(one.x - other.x, one.y - other.y); }

std::vector<int> random_tree(std::mt19937_64& engine, int nodes) {
  std::vector<int> above{-1};
  for (int i = 1; i < nodes; ++i) {
    // Some few have most of the people.
    const int last = static_cast<int>(engine() % static_cast<unsigned>(i));
    above.push_back(engine() % 3 == 0 ? last : static_cast<int>(engine() % static_cast<unsigned>(last + 1)));
  }
  return above;
}

TEST(RadialLayout, one_alone_is_in_the_middle) {
  EXPECT_TRUE(lay_out_rings({}).empty());
  const std::vector<int> alone{-1};
  EXPECT_EQ(lay_out_rings(alone), std::vector<GraphPoint>(1));
}

TEST(RadialLayout, four_around_one_stand_at_right_angles) {
  const std::vector<int> above{-1, 0, 0, 0, 0};
  const auto points = lay_out_rings(above);
  for (std::size_t i = 1; i < 5; ++i) EXPECT_NEAR(distance(points[0], points[i]), 1800, 2);
  EXPECT_NEAR(distance(points[1], points[3]), 3600, 2);
  EXPECT_NEAR(distance(points[1], points[2]), 1800 * std::sqrt(2), 2);
}

TEST(RadialLayout, whoever_has_many_people_has_much_of_the_ring) {
  const std::vector<int> above{-1, 0, 0, 1, 1, 1};
  const auto points = lay_out_rings(above);
  // Three quarters of the circle are the first one's: it stands in the middle of them.
  EXPECT_GT(points[1].y, 0);
  EXPECT_LT(points[2].y, 0);
}

TEST(RadialLayout, of_any_tree_nobody_stands_on_anybody) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 engine(seed);
  for (int round = 0; round < 60; ++round) {
    const auto above = random_tree(engine, 1 + static_cast<int>(engine() % 150));
    const auto points = lay_out_rings(above);
    ASSERT_EQ(points.size(), above.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
      for (std::size_t j = i + 1; j < points.size(); ++j)
        ASSERT_GE(distance(points[i], points[j]), 995) << i << " and " << j << " of " << points.size();
    }
  }
}

}  // namespace
}  // namespace fenrun::server
