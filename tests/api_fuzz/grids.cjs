'use strict';
// The two grids that leave nothing to chance: every operation by every kind of caller, and everything that belongs to a
// consumer or dealer by somebody else.

// A thing of the right shape that is not there.
function strangeThing(list) {
  if (list === 'statements') return '2019-01';
  if (list === 'reconciliations') return '2019-01-01';
  if (['commissions', 'reconciliation-differences', 'contracts', 'commission-plans', 'sessions'].includes(list)) return '999999999';
  return '0'.repeat(26);
}

function segmentsOf(operation, thing) {
  return Object.fromEntries(operation.pathParameters.map(({name}) => [name, thing(operation.path.split(`/{${name}}`)[0].split('/').at(-1))]));
}

// A caller of each kind; what ends sessions is called by those who may not only.
function* roleGrid(requests, world) {
  const kinds = new Map(world.actors.map((actor) => [actor.kind, actor]));
  for (const operation of requests.document.operations) {
    for (const actor of operation.face === 'everyone' ? [kinds.get('nobody')] : kinds.values()) {
      const request = requests.plain(operation, actor, segmentsOf(operation, strangeThing));
      if (!request.refusal && (requests.needsGuest(operation) || requests.isLastCall(operation))) continue;
      yield request;
    }
  }
}

// What only its owner may name: list of the thing, and whose it is.
const kMonths = 'statements';  // names a month of the caller's own, not a thing

// For each thing of `owner` a pair: the request of a stranger for it, and the same for a thing that is not there. The two
// must be refused alike.
function* ownerGrid(requests, world) {
  const pairs = [['one', 'other'], ['other', 'one'], ['upline', 'other'], ['customer of one', 'customer of other'], ['customer of other', 'customer of one']];
  for (const operation of requests.document.operations.filter(({face}) => face === 'consumer' || face === 'dealer')) {
    const isTeam = operation.path.endsWith('/dealer/team');
    const list = isTeam ? 'dealers' : operation.path.split('/{')[0].split('/').at(-1);
    if ((operation.pathParameters.length === 0 && !isTeam) || list === kMonths) continue;
    for (const [owner, stranger] of pairs.map((names) => names.map((name) => world.actor(name)))) {
      if (operation.face === 'dealer' && stranger.kind !== 'dealer') continue;
      const ask = (thing) => requests.plain(operation, stranger, segmentsOf(operation, () => thing), isTeam ? [['parent', thing]] : []);
      const theirs = isTeam ? [owner.id].filter(Boolean) : [...world.shownTo(owner, list)].filter((id) => !world.shownTo(stranger, list).has(id));
      for (const thing of theirs.slice(0, 3)) yield {operation, ask: ask(thing), compare: ask(strangeThing(list))};
    }
  }
}

// Operations that name a thing of somebody's; each must have been tried.
function ownedOperations(document) {
  return document.operations.filter(({face, path, pathParameters}) =>
    ['consumer', 'dealer'].includes(face) && pathParameters.length > 0 && !path.includes(`/${kMonths}/`));
}

module.exports = {roleGrid, ownerGrid, ownedOperations, segmentsOf};
