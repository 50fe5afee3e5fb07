#include "server/api/radial_layout.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/assert.hpp"

namespace fenrun::server {
namespace {

constexpr double kCircle = 2 * std::numbers::pi;
constexpr double kBetweenRings = 1.8;
constexpr std::size_t kNodesMax = 10'000;

struct Place {
  int ring = 0;
  int leaves = 0;  // below it; itself where there are none
  double begin = 0;
  double width = kCircle;
  double taken = 0;  // of the width, by those below it so far

  [[nodiscard]] double angle() const { return begin + width / 2; }
};

std::size_t at(int index) { return static_cast<std::size_t>(index); }

std::vector<Place> place_angles(std::span<const int> above) {
  std::vector<Place> places(above.size());
  for (std::size_t i = above.size(); i-- > 1;) {
    FENRUN_ASSERT(above[i] >= 0 && at(above[i]) < i);
    places[i].leaves = std::max(1, places[i].leaves);
    places[at(above[i])].leaves += places[i].leaves;
  }
  for (std::size_t i = 1; i < above.size(); ++i) {
    Place& upper = places[at(above[i])];
    places[i].ring = upper.ring + 1;
    places[i].width = upper.width * places[i].leaves / upper.leaves;
    places[i].begin = upper.begin + upper.taken;
    upper.taken += places[i].width;
  }
  return places;
}

// How far from the middle two neighbours who are `between` apart keep their distance.
double radius_for(double between) {
  if (between >= std::numbers::pi) return 0;
  return 1 / (2 * std::sin(between / 2));
}

// Neighbours of a ring stand in the order of their angles.
std::vector<double> radii_of(const std::vector<Place>& places) {
  std::vector<std::vector<double>> rings;
  for (const Place& place : places) {
    rings.resize(std::max(rings.size(), at(place.ring) + 1));
    rings[at(place.ring)].push_back(place.angle());
  }
  std::vector<double> radii(rings.size(), 0);
  for (std::size_t ring = 1; ring < rings.size(); ++ring) {
    auto& angles = rings[ring];
    std::ranges::sort(angles);
    radii[ring] = radii[ring - 1] + kBetweenRings;
    for (std::size_t i = 1; i < angles.size(); ++i)
      radii[ring] = std::max(radii[ring], radius_for(angles[i] - angles[i - 1]));
    if (angles.size() > 1)
      radii[ring] = std::max(radii[ring], radius_for(angles.front() + kCircle - angles.back()));
  }
  return radii;
}

int thousandths(double value) { return static_cast<int>(std::lround(value * 1000)); }

}  // namespace

std::vector<GraphPoint> lay_out_rings(std::span<const int> above) {
  FENRUN_ASSERT(above.size() <= kNodesMax);
  const auto places = place_angles(above);
  const auto radii = radii_of(places);
  std::vector<GraphPoint> points;
  points.reserve(places.size());
  for (const Place& place : places) {
    const double radius = radii[at(place.ring)];
    points.push_back(
        {thousandths(radius * std::sin(place.angle())), thousandths(-radius * std::cos(place.angle()))});
  }
  return points;
}

}  // namespace fenrun::server
