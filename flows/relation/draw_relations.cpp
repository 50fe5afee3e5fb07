#include "flows/relation/draw_relations.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "base/assert.hpp"
#include "db/binding/bind_facts.hpp"
#include "db/binding/customer.hpp"
#include "db/consumer/consumer.hpp"
#include "db/dealer/dealer.hpp"
#include "domain/text.hpp"

namespace fenrun::flows {
namespace {

constexpr std::size_t kKeysAtOnce = 500;

// A person and the dealers from there up to the producer.
struct Chain {
  std::vector<Dealer> dealers;           // the person, or who referred them, first
  std::optional<db::Consumer> customer;  // nothing: the person is a dealer
  std::string name;                      // as the audit log says it
};

std::vector<Dealer> with_upline(db::Tx& tx, Dealer dealer) {
  const auto upline = db::upline_of(tx, dealer.id);
  FENRUN_ASSERT(upline.has_value());
  std::vector<Dealer> dealers{std::move(dealer)};
  for (const DealerId id : *upline) {
    if (auto above = db::find_dealer(tx, id)) dealers.push_back(*std::move(above));
  }
  return dealers;
}

Chain chain_of_dealer(db::Tx& tx, Dealer dealer) {
  Chain chain{{}, std::nullopt, "dealer:" + dealer.public_id};
  chain.dealers = with_upline(tx, std::move(dealer));
  return chain;
}

Result<Chain> chain_of(db::Tx& tx, const std::string& public_id) {
  if (public_id.empty()) return Chain{};
  if (auto dealer = db::find_dealer_by_public_id(tx, public_id))
    return chain_of_dealer(tx, *std::move(dealer));
  auto customer = db::find_consumer_by_public_id(tx, public_id);
  if (!customer) return kPersonUnknown;
  auto own = db::find_dealer_of_consumer(tx, customer->id);
  if (own && own->state != DealerState::ended) return chain_of_dealer(tx, *std::move(own));
  const auto referred = db::find_referrer(tx, customer->id);
  auto referrer = referred ? db::find_dealer(tx, referred->dealer_id) : std::nullopt;
  Chain chain{{}, std::move(customer), "consumer:" + public_id};
  if (referrer) chain.dealers = with_upline(tx, *std::move(referrer));
  return chain;
}

// Who stands in the middle: the nearest dealer above both; nothing: the producer.
std::optional<Dealer> meeting_of(const Chain& one, const Chain& other) {
  for (const Dealer& dealer : one.dealers) {
    if (std::ranges::any_of(other.dealers, [&](const Dealer& met) { return met.id == dealer.id; }))
      return dealer;
  }
  return std::nullopt;
}

// Who must be shown, whatever else there is room for.
struct Wanted {
  std::set<std::string> open;
  std::map<DealerId, std::vector<Dealer>> dealers;  // by their parent
  std::map<DealerId, std::vector<db::Consumer>> customers;
  std::set<std::string> way;
  std::set<std::string> asked;

  // From the middle down to the person.
  void lead_to(const Chain& chain, DealerId middle, bool is_way) {
    if (chain.customer) {
      asked.insert(chain.customer->public_id);
    } else if (!chain.dealers.empty()) {
      asked.insert(chain.dealers.front().public_id);
    }
    for (std::size_t i = 0; i < chain.dealers.size(); ++i) {
      const Dealer& dealer = chain.dealers[i];
      if (is_way) way.insert(dealer.public_id);
      if (dealer.id == middle) break;
      dealers[dealer.parent_id].push_back(dealer);
      if (i + 1 < chain.dealers.size()) open.insert(chain.dealers[i + 1].public_id);
    }
    if (!chain.customer) return;
    if (is_way) way.insert(chain.customer->public_id);
    const bool has_referrer = !chain.dealers.empty();
    customers[has_referrer ? chain.dealers.front().id : kProducer].push_back(*chain.customer);
    if (has_referrer) open.insert(chain.dealers.front().public_id);
  }
};

class Picture {
 public:
  Picture(db::Tx& tx, const Wanted& wanted) : tx_(tx), wanted_(wanted) {}

  std::vector<RelationNode> draw(const std::optional<Dealer>& middle) {
    if (middle) {
      add_dealer(*middle, -1);
    } else {
      nodes_.emplace_back();
      ids_.push_back(kProducer);
      people_.emplace_back();
    }
    nodes_.front().is_open = true;
    // Ring by ring, each counted at once.
    for (std::size_t begin = 0; begin < nodes_.size();) {
      const std::size_t end = nodes_.size();
      count_people(begin, end);
      for (; begin < end; ++begin) {
        if (nodes_[begin].is_open) open(static_cast<int>(begin));
      }
    }
    name_dealerships();
    return std::move(nodes_);
  }

 private:
  RelationNode& node(int index) { return nodes_[static_cast<std::size_t>(index)]; }

  void open(int index) {
    const DealerId id = ids_[static_cast<std::size_t>(index)];
    const auto dealers = add_dealers_of(index, id);
    add_more(index, RelationKind::more_dealers, node(index).dealers - dealers);
    if (id == kProducer) {
      add_forced_customers(index, id, {});
      return;
    }
    const auto customers = add_customers_of(index, id);
    add_more(index, RelationKind::more_customers, node(index).customers.value_or(0) - customers);
  }

  std::int64_t add_dealers_of(int index, DealerId id) {
    db::DealerFilter filter;
    filter.parent = id;
    auto dealers = db::list_dealers(tx_, filter, {0, kRelationsOfOneMax}).items;
    if (const auto forced = wanted_.dealers.find(id); forced != wanted_.dealers.end()) {
      for (const Dealer& one : forced->second) {
        const auto is_same = [&](const Dealer& shown) { return shown.id == one.id; };
        if (std::ranges::none_of(dealers, is_same)) dealers.push_back(one);
      }
    }
    for (const Dealer& dealer : dealers) add_dealer(dealer, index);
    return static_cast<std::int64_t>(dealers.size());
  }

  std::int64_t add_customers_of(int index, DealerId id) {
    const auto customers = db::list_customers(tx_, id, {0, kRelationsOfOneMax}).items;
    std::set<std::string> shown;
    for (const db::Customer& customer : customers) {
      shown.insert(customer.consumer_public_id);
      add_customer(index, customer.consumer_public_id, customer.name_masked, customer.consumer_id);
    }
    return static_cast<std::int64_t>(customers.size()) + add_forced_customers(index, id, shown);
  }

  // Those who are wanted and not shown yet; how many.
  std::int64_t add_forced_customers(int index, DealerId id, const std::set<std::string>& shown) {
    const auto forced = wanted_.customers.find(id);
    if (forced == wanted_.customers.end()) return 0;
    std::set<std::string> added;
    for (const db::Consumer& one : forced->second) {
      if (shown.contains(one.public_id) || !added.insert(one.public_id).second) continue;
      add_customer(index, one.public_id, one.nickname.empty() ? "" : mask_name(one.nickname), one.id);
    }
    return static_cast<std::int64_t>(added.size());
  }

  void add_dealer(const Dealer& dealer, int above) {
    RelationNode one;
    one.kind = RelationKind::dealer;
    one.id = dealer.public_id;
    one.name = dealer.name;
    one.level = dealer.level;
    one.state = dealer.state;
    one.is_open = wanted_.open.contains(dealer.public_id);
    one.is_on_way = wanted_.way.contains(dealer.public_id);
    one.is_asked = wanted_.asked.contains(dealer.public_id);
    one.above = above;
    add(std::move(one), dealer.id, {});
  }

  void add_customer(int above, const std::string& id, const std::string& name, ConsumerId person) {
    RelationNode one;
    one.kind = RelationKind::customer;
    one.id = id;
    one.name = name;
    one.is_on_way = wanted_.way.contains(id);
    one.is_asked = wanted_.asked.contains(id);
    one.above = above;
    add(std::move(one), kProducer, person);
  }

  void add_more(int above, RelationKind kind, std::int64_t count) {
    if (count <= 0) return;
    RelationNode one;
    one.kind = kind;
    one.id = node(above).id;
    if (kind == RelationKind::more_dealers) {
      one.dealers = count;
    } else {
      one.customers = count;
    }
    one.above = above;
    add(std::move(one), kProducer, {});
  }

  void add(RelationNode one, DealerId dealer, ConsumerId person) {
    nodes_.push_back(std::move(one));
    ids_.push_back(dealer);
    people_.push_back(person);
  }

  void count_people(std::size_t begin, std::size_t end) {
    std::vector<DealerId> dealers;
    std::vector<DealerId> opened;
    for (std::size_t i = begin; i < end; ++i) {
      if (!is_counted(i)) continue;
      dealers.push_back(ids_[i]);
      if (nodes_[i].is_open && ids_[i] != kProducer) opened.push_back(ids_[i]);
    }
    const auto below = count_all(dealers, [&](auto ids) { return db::count_children_of(tx_, ids); });
    const auto customers = count_all(opened, [&](auto ids) { return db::count_customers_of(tx_, ids); });
    for (std::size_t i = begin; i < end; ++i) {
      if (!is_counted(i)) continue;
      nodes_[i].dealers = count_in(below, ids_[i]);
      if (nodes_[i].is_open) nodes_[i].customers = count_in(customers, ids_[i]);
    }
  }

  [[nodiscard]] bool is_counted(std::size_t index) const {
    const RelationKind kind = nodes_[index].kind;
    return kind == RelationKind::producer || kind == RelationKind::dealer;
  }

  static std::int64_t count_in(const std::map<DealerId, std::int64_t>& counts, DealerId id) {
    const auto found = counts.find(id);
    return found == counts.end() ? 0 : found->second;
  }

  template <class Count>
  static std::map<DealerId, std::int64_t> count_all(std::span<const DealerId> ids, Count count) {
    std::map<DealerId, std::int64_t> counts;
    for (std::size_t i = 0; i < ids.size(); i += kKeysAtOnce)
      counts.merge(count(ids.subspan(i, std::min(kKeysAtOnce, ids.size() - i))));
    return counts;
  }

  // Of the customers who are dealers, too.
  void name_dealerships() {
    std::set<ConsumerId> people;
    std::map<ConsumerId, std::string> names;
    const auto find = [&] {
      std::set<DealerId> ids;
      for (const auto& [person, dealer] : db::dealers_of_consumers(tx_, people)) ids.insert(dealer);
      for (const auto& [id, dealer] : db::find_dealers(tx_, ids)) {
        if (dealer.state != DealerState::ended) names.emplace(dealer.consumer_id, dealer.public_id);
      }
      people.clear();
    };
    for (const ConsumerId person : people_) {
      if (person.is_set()) people.insert(person);
      if (people.size() == kKeysAtOnce) find();
    }
    find();
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const auto found = names.find(people_[i]);
      if (found != names.end()) nodes_[i].dealership = found->second;
    }
  }

  db::Tx& tx_;
  const Wanted& wanted_;
  std::vector<RelationNode> nodes_;
  std::vector<DealerId> ids_;       // of the dealers among them
  std::vector<ConsumerId> people_;  // and of the customers
};

}  // namespace

std::string_view to_word(RelationKind kind) {
  switch (kind) {
    case RelationKind::producer:
      return "producer";
    case RelationKind::dealer:
      return "dealer";
    case RelationKind::customer:
      return "customer";
    case RelationKind::more_dealers:
      return "more_dealers";
    case RelationKind::more_customers:
      return "more_customers";
  }
  FENRUN_UNREACHABLE("no such kind of node");
}

Result<RelationGraph> draw_relations(db::Tx& tx, const DrawRelations& command) {
  const auto from = chain_of(tx, command.person);
  if (!from) return from.error();
  const auto to = chain_of(tx, command.to);
  if (!to) return to.error();
  const bool is_way = !command.to.empty();
  std::optional<Dealer> middle;
  if (is_way) {
    middle = meeting_of(*from, *to);
  } else if (!from->dealers.empty()) {
    middle = from->dealers.front();
  }
  const DealerId middle_id = middle ? middle->id : kProducer;
  Wanted wanted;
  wanted.open.insert(command.open.begin(), command.open.end());
  wanted.lead_to(*from, middle_id, is_way);
  if (is_way) wanted.lead_to(*to, middle_id, true);
  RelationGraph graph{Picture(tx, wanted).draw(middle), {}, from->name, to->name};
  if (!middle) graph.nodes.front().is_on_way = is_way;
  if (middle) graph.upline = with_upline(tx, *middle);
  if (!graph.upline.empty()) graph.upline.erase(graph.upline.begin());
  return graph;
}

}  // namespace fenrun::flows
