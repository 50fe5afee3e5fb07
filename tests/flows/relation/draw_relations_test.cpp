// The picture of who stands below whom, and of the way between two people.
#include "flows/relation/draw_relations.hpp"

#include <algorithm>

#include "db/binding/customer.hpp"
#include "db/consumer/consumer.hpp"
#include "tests/flows/binding/consumer_world.hpp"

namespace fenrun::testing {
namespace {

class Relations : public ConsumerWorld {
 protected:
  static flows::RelationGraph draw(const flows::DrawRelations& command) {
    return run([&](db::Tx& tx) { return flows::draw_relations(tx, command); });
  }
  static std::string id_of(DealerId dealer) { return find_dealer(dealer).public_id; }
  static std::string customer_of(DealerId dealer) {
    const auto login = log_in(login_of(fresh_ulid(), touch_of(dealer)));
    return run([&](db::Tx& tx) -> Result<std::string> {
      for (const db::Customer& one : db::list_customers(tx, dealer, {0, 1}).items) {
        if (one.consumer_id == login.consumer_id) return one.consumer_public_id;
      }
      return std::string();
    });
  }
  // "dealer 1 > dealer 2": whom each hangs on, in the order drawn; customers are "customer", rests a number.
  static std::string said(const flows::RelationNode& node) {
    switch (node.kind) {
      case flows::RelationKind::producer:
        return "producer";
      case flows::RelationKind::dealer:
        return node.name;
      case flows::RelationKind::customer:
        return "customer";
      case flows::RelationKind::more_dealers:
        return "+" + std::to_string(node.dealers) + " dealers";
      case flows::RelationKind::more_customers:
        return "+" + std::to_string(node.customers.value_or(0)) + " customers";
    }
    return "";
  }
  static std::vector<std::string> edges(const flows::RelationGraph& graph) {
    std::vector<std::string> all;
    for (const auto& node : graph.nodes) {
      if (node.above >= 0)
        all.push_back(said(graph.nodes[static_cast<std::size_t>(node.above)]) + " > " + said(node));
    }
    return all;
  }
  static std::vector<std::string> way(const flows::RelationGraph& graph) {
    std::vector<std::string> all;
    for (const auto& node : graph.nodes) {
      if (node.is_on_way) all.push_back(said(node));
    }
    return all;
  }
  static std::string name(DealerId dealer) { return find_dealer(dealer).name; }
};

TEST_F(Relations, around_a_dealer_stand_its_own_people_and_those_of_whom_is_opened) {
  const DealerId top = dealer();
  const DealerId one = dealer(top);
  const DealerId two = dealer(top);
  const DealerId below = dealer(one);
  customer_of(top);
  customer_of(below);
  const auto graph = draw({id_of(top), "", {}});
  EXPECT_EQ(edges(graph),
            (std::vector<std::string>{name(top) + " > " + name(one), name(top) + " > " + name(two),
                                      name(top) + " > customer"}));
  EXPECT_TRUE(graph.nodes[0].is_open);
  EXPECT_EQ(graph.nodes[1].dealers, 1);
  EXPECT_EQ(graph.nodes[2].dealers, 0);
  EXPECT_TRUE(graph.upline.empty());
  const auto opened = draw({id_of(top), "", {id_of(one), id_of(below), "nobody"}});
  EXPECT_EQ(edges(opened).back(), name(below) + " > customer");
  EXPECT_EQ(opened.nodes.size(), graph.nodes.size() + 2);
  EXPECT_TRUE(way(opened).empty());
}

TEST_F(Relations, in_the_middle_of_everything_is_the_producer) {
  const DealerId top = dealer();
  const auto graph = draw({});
  EXPECT_EQ(graph.nodes[0].kind, flows::RelationKind::producer);
  EXPECT_EQ(edges(graph), std::vector<std::string>{"producer > " + name(top)});
}

TEST_F(Relations, those_above_are_named_the_nearest_first) {
  const DealerId top = dealer();
  const DealerId middle = dealer(top);
  const DealerId below = dealer(middle);
  const auto graph = draw({id_of(below), "", {}});
  ASSERT_EQ(graph.upline.size(), 2U);
  EXPECT_EQ(graph.upline[0].id, middle);
  EXPECT_EQ(graph.upline[1].id, top);
}

TEST_F(Relations, a_customer_is_shown_with_whom_they_were_referred_by) {
  const DealerId top = dealer();
  std::vector<std::string> customers;
  for (int i = 0; i < flows::kRelationsOfOneMax + 3; ++i) customers.push_back(customer_of(top));
  const auto graph = draw({customers.front(), "", {}});
  const auto shows = [&](const std::string& id) {
    return std::ranges::any_of(graph.nodes, [&](const auto& node) { return node.id == id; });
  };
  EXPECT_EQ(said(graph.nodes[0]), name(top));
  EXPECT_TRUE(shows(customers.front())) << "the oldest, whom there was no room for";
  EXPECT_FALSE(shows(customers[1]));
  EXPECT_EQ(edges(graph).back(), name(top) + " > +2 customers");
  const auto asked = std::ranges::count_if(graph.nodes, [](const auto& node) { return node.is_asked; });
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(graph.person, "consumer:" + customers.front());
  EXPECT_EQ(graph.nodes[0].customers, flows::kRelationsOfOneMax + 3);
}

TEST_F(Relations, more_dealers_than_are_shown_are_a_number) {
  const DealerId top = dealer();
  for (int i = 0; i < flows::kRelationsOfOneMax + 5; ++i) dealer(top);
  const auto graph = draw({id_of(top), "", {}});
  EXPECT_EQ(edges(graph).size(), static_cast<std::size_t>(flows::kRelationsOfOneMax) + 1);
  EXPECT_EQ(edges(graph).back(), name(top) + " > +5 dealers");
  EXPECT_EQ(graph.nodes.back().id, id_of(top)) << "the rest leads to whose it is";
}

TEST_F(Relations, the_way_between_two_goes_over_whom_both_stand_below) {
  const DealerId top = dealer();
  for (int i = 0; i < flows::kRelationsOfOneMax; ++i) dealer(top);
  const DealerId left = dealer(top);
  const DealerId right = dealer(top);
  const DealerId deep = dealer(right);
  const std::string customer = customer_of(left);
  const auto graph = draw({customer, id_of(deep), {}});
  EXPECT_EQ(said(graph.nodes[0]), name(top));
  EXPECT_EQ(way(graph),
            (std::vector<std::string>{name(top), name(left), name(right), "customer", name(deep)}));
  const auto same = draw({id_of(deep), id_of(right), {}});
  EXPECT_EQ(way(same), (std::vector<std::string>{name(right), name(deep)}));
}

TEST_F(Relations, people_of_two_branches_meet_at_the_producer) {
  const DealerId one = dealer();
  const DealerId other = dealer();
  const std::string customer = customer_of(other);
  const auto graph = draw({id_of(one), customer, {}});
  EXPECT_EQ(way(graph), (std::vector<std::string>{"producer", name(one), name(other), "customer"}));
}

TEST_F(Relations, a_customer_who_is_a_dealer_is_that_dealer_and_told_as_such_among_customers) {
  const DealerId top = dealer();
  const std::string customer = customer_of(top);
  const ConsumerId person =
      run([&](db::Tx& tx) -> Result<ConsumerId> { return db::find_consumer_by_public_id(tx, customer)->id; });
  const DealerId own = dealer(top, person);
  EXPECT_EQ(said(draw({customer, "", {}}).nodes[0]), name(own));
  const auto graph = draw({id_of(top), "", {}});
  EXPECT_EQ(graph.nodes.back().dealership, id_of(own));
}

TEST_F(Relations, who_was_a_dealer_and_is_a_customer_again_stands_under_who_referred_them) {
  const DealerId former = dealer();
  const DealerId top = dealer();
  const ConsumerId person = consumer_of(former);
  run([&](db::Tx& tx) -> Result<int> {
    db::update_dealer_state(tx, former, DealerState::ended, "", kNow);
    return 0;
  });
  ASSERT_TRUE(bind(person, top));
  const std::string id = run([&](db::Tx& tx) -> Result<std::string> {
    return tx.one("SELECT public_id FROM consumer WHERE id = ?", {person})->text(0);
  });
  const auto graph = draw({id, "", {}});
  EXPECT_EQ(said(graph.nodes[0]), name(top));
  EXPECT_TRUE(graph.nodes.back().is_asked);
  EXPECT_EQ(graph.nodes.back().dealership, "");
}

TEST_F(Relations, whom_the_way_needs_and_who_is_opened_are_shown_once) {
  const DealerId top = dealer();
  const DealerId one = dealer(top);
  const DealerId below = dealer(one);
  const std::string customer = customer_of(below);
  const auto graph = draw({customer, customer, {id_of(one), id_of(below), id_of(top)}});
  EXPECT_EQ(graph.nodes.size(), 2U) << "in the middle is whom the customer was referred by";
  const auto far = draw({"", customer, {id_of(one)}});
  EXPECT_EQ(way(far), (std::vector<std::string>{"producer", name(top), name(one), name(below), "customer"}));
  EXPECT_EQ(far.nodes.size(), 5U);
}

TEST_F(Relations, who_was_referred_by_nobody_stands_beside_the_dealers) {
  const DealerId top = dealer();
  const auto alone = person();
  const std::string id = run([&](db::Tx& tx) -> Result<std::string> {
    return tx.one("SELECT public_id FROM consumer WHERE id = ?", {alone})->text(0);
  });
  EXPECT_EQ(edges(draw({id, "", {}})),
            (std::vector<std::string>{"producer > " + name(top), "producer > customer"}));
}

TEST_F(Relations, nobody_knows_whom_nobody_knows) {
  const auto drawn = transact([](db::Tx& tx) { return flows::draw_relations(tx, {fresh_ulid(), "", {}}); });
  ASSERT_FALSE(drawn);
  EXPECT_EQ(drawn.error().code(), "relation.person_unknown");
}

}  // namespace
}  // namespace fenrun::testing
