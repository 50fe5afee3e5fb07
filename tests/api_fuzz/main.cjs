'use strict';
// node main.cjs WORLD.json [COUNT]: reads what there is, tries the two grids and COUNT drawn requests, and ends with 1 when
// one reply is not as the document says. FENRUN_SEED repeats a run.
const fs = require('node:fs');
const path = require('node:path');
const {Client} = require('./client.cjs');
const {Document} = require('./document.cjs');
const {Judge} = require('./judge.cjs');
const {Requests} = require('./requests.cjs');
const {World} = require('./world.cjs');
const {callersOf} = require('./roles.cjs');
const {roleGrid, ownerGrid, ownedOperations} = require('./grids.cjs');

const kBatch = 250;  // drawn at once; what they make can be named by the next
const kShownMax = 60;

class Run {
  constructor(config) {
    this.document = new Document(path.join(__dirname, '../../docs/openapi.yaml'));
    this.client = new Client(config.port, config.ca);
    this.world = new World(this.client, config);
    this.requests = new Requests(this.document, this.world);
    this.judge = new Judge(this.document);
    this.wrong = new Map();  // "operation: finding" -> example
    this.asked = 0;
    this.succeeded = new Set();
    this.statuses = new Map();
  }

  async ask(request) {
    const {operation} = request;
    if (this.requests.needsGuest(operation) && !request.refusal && request.actor.kind !== 'nobody') {
      const guest = await this.world.guest();
      if (request.breakage !== 'a token that was made up') Object.assign(request.headers, guest.headers);
    }
    const sent = this.requests.finish(request);
    const reply = await this.client.send(sent);
    this.asked += 1;
    this.statuses.set(reply.status, (this.statuses.get(reply.status) ?? 0) + 1);
    for (const finding of this.judge.findings(operation, sent, reply)) this.blame(sent, reply, finding);
    if (reply.status < 300) {
      this.succeeded.add(operation.name);
      this.world.learn(request.actor, operation, reply.text);
    }
    return reply;
  }

  blame(request, reply, finding) {
    const key = `${request.operation.name}: ${finding}`;
    if (this.wrong.has(key)) return;
    const body = request.body === undefined ? '' : ` ${String(request.body).slice(0, 300)}`;
    this.wrong.set(key, `${request.actor.name}${request.breakage ? `, with ${request.breakage}` : ''}: ${request.target.slice(0, 200)}${body}\n      ${reply.status} ${reply.text.slice(0, 300)}`);
  }

  // Everything that can be read without naming a thing, by everybody who may, and then each first thing.
  async read() {
    for (const isNaming of [false, true]) {
      for (const operation of this.document.operations.filter(({method, face}) => method === 'GET' && face !== 'everyone')) {
        if (operation.pathParameters.length > 0 !== isNaming || operation.queryParameters.some(({required}) => required)) continue;
        for (const actor of this.world.actors.filter(({kind}) => callersOf(operation).includes(kind))) await this.readAs(operation, actor, isNaming);
      }
    }
  }

  async readAs(operation, actor, isNaming) {
    const segments = {};
    for (const {name} of operation.pathParameters) {
      const list = operation.path.split(`/{${name}}`)[0].split('/').at(-1);
      const known = operation.face === 'staff' ? [...this.world.thingsIn(operation, name)] : [...this.world.shownTo(actor, list)];
      if (known.length === 0) return;
      segments[name] = known[0];
    }
    const request = this.requests.plain(operation, actor, segments);
    delete request.headers['Content-Type'];
    await this.ask(request);
    if (isNaming) this.named = (this.named ?? 0) + 1;
  }

  async tryOwners() {
    const tried = new Set();
    let cells = 0;
    for (const {operation, ask, compare} of ownerGrid(this.requests, this.world)) {
      const refused = await this.ask(ask);
      const absent = await this.ask(compare);
      tried.add(operation.name);
      cells += 1;
      const code = ({text}) => { try { return JSON.parse(text).code; } catch { return undefined; } };
      if (refused.status !== 404 || code(refused) !== code(absent)) {
        this.blame(ask, refused, `a stranger gets ${refused.status} ${code(refused)}, and for a thing that is not there ${absent.status} ${code(absent)}`);
      }
    }
    const untried = ownedOperations(this.document).filter(({name}) => !tried.has(name)).map(({name}) => name);
    return {cells, untried};
  }

  report(seed, {cells, untried}, roles) {
    const never = this.document.operations.filter(({name}) => !this.succeeded.has(name)).map(({name}) => name);
    console.log(`   ${this.asked} requests (seed ${seed}), ${roles} of them the grid of operations and callers, ${cells} pairs of a thing and a stranger`);
    console.log(`   statuses: ${[...this.statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status} ${count}`).join(', ')}`);
    console.log(`   ${this.succeeded.size} of ${this.document.operations.length} operations succeeded at least once; never: ${never.join(', ') || 'none'}`);
    if (untried.length > 0) console.log(`   no stranger could be tried on: ${untried.join(', ')}`);
    for (const [key, example] of [...this.wrong].slice(0, kShownMax)) console.log(`   WRONG ${key}\n      ${example}`);
    console.log(`   ${this.wrong.size} findings`);
  }
}

async function main() {
  const [file, count = '2000'] = process.argv.slice(2);
  const seed = Number(process.env.FENRUN_SEED ?? Date.now() % 2 ** 31);
  console.log(`   FENRUN_SEED=${seed}`);
  const run = new Run(JSON.parse(fs.readFileSync(file, 'utf8')));
  await run.world.build();
  await run.read();
  const owners = await run.tryOwners();
  let roles = 0;
  for (const request of roleGrid(run.requests, run.world)) {
    await run.ask(request);
    roles += 1;
  }
  for (let drawn = 0; drawn < Number(count); drawn += kBatch) {
    for (const request of run.requests.sample(Math.min(kBatch, Number(count) - drawn), seed + drawn)) await run.ask(request);
  }
  run.report(seed, owners, roles);
  run.client.close();
  process.exitCode = run.wrong.size > 0 || owners.untried.length > 0 ? 1 : 0;
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 2;
});
