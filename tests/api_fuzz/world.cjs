'use strict';
// Who calls, and what there is to name: two dealers of different branches, each with a customer, staff of every role, and the
// ids of everything that anybody was shown.
const {randomUUID} = require('node:crypto');

const kNobody = {name: 'nobody', kind: 'nobody', headers: {}, secrets: []};

// Where lists are called otherwise than the things in them.
const kListNames = {
  copies: 'commission-plans', customers: 'consumers', differences: 'reconciliation-differences', resolutions: 'payout-resolutions',
  runs: 'jobs', simulations: 'commission-simulations', start: 'jobs', entries: null, bindings: null, rows: null, sums: null,
};
const kIds = {contracts: 'number', invites: 'code', 'referral-codes': 'code', reconciliations: 'day', statements: 'month', tiers: 'code'};

// What staff may change and decide on without changing who the callers are.
const kVictims = {dealers: 'victims', staff: 'staff-victims', sessions: 'victim-sessions', 'dealer-applications': 'victim-applications'};

class World {
  constructor(client, {control, staff, dealer_openids: openids}) {
    this.client = client;
    this.control = control;
    this.openids = openids;
    this.things = new Map();  // list -> ids
    this.shown = new Map();   // actor -> list -> ids
    this.staff = Object.entries(staff).map(([name, {cookie, csrf}]) =>
      ({name, kind: name, headers: {Cookie: `__Host-fenrun=${cookie}`, 'X-CSRF-Token': csrf}, secrets: [cookie, csrf]}));
  }

  actor(name) { return this.actors.find((actor) => actor.name === name); }

  // One that the story made, with what it earned, the one above, and one of another branch.
  async build() {
    this.actors = [kNobody, ...this.staff];
    const one = await this.#signedIn('one', 'dealer', this.openids.at(-1));
    const upline = await this.#signedIn('upline', 'dealer', this.openids.at(-2));
    const other = await this.#joined('other', '赵一店');
    this.actors.push(one, other, upline);
    for (const dealer of [one, other]) dealer.code = (await this.as(dealer, 'POST', '/api/v1/dealer/referral-codes', {})).code;
    for (const dealer of [upline, other]) await this.as(dealer, 'POST', '/api/v1/dealer/invites', {uses: 3, days: 7});
    for (const [dealer, elsewhere] of [[one, other], [other, one]]) await this.#household(dealer, elsewhere);
    await this.#contest(upline);
    for (const name of ['victim', 'victim-two']) this.#note('victims', (await this.#joined(name, '试店')).id);
    for (let i = 0; i < 2; ++i) {
      const applicant = await this.guest();
      const application = await this.as(applicant, 'POST', '/api/v1/dealer-applications', await this.#wish('试店', applicant));
      this.#note('victim-applications', application.id);
      const made = await this.as(this.actor('admin'), 'POST', '/admin/v1/staff', {login_name: `fuzz-${randomUUID().slice(0, 8)}`, role: 'auditor'});
      this.#note('staff-victims', made.staff.id);
      await this.as(kNobody, 'POST', '/admin/v1/login', {login_name: made.staff.login_name, password: made.initial_password});
      const {items: sessions} = await this.as(this.actor('admin'), 'GET', `/admin/v1/staff/${made.staff.id}/sessions`);
      this.#note('victim-sessions', sessions[0].id);
    }
  }

  // A consumer who was never here before.
  async guest(name = 'guest', scene) { return this.#signedIn(name, 'consumer', (await this.#emulator('users', {})).openid, scene); }

  // The ids that may stand in this place of the path. What would hurt those who are still needed is tried on others.
  thingsIn(operation, parameter) {
    const before = operation.path.slice(0, operation.path.indexOf(`{${parameter}}`) - 1).split('/').at(-1);
    const isWrite = operation.method !== 'GET' && operation.face === 'staff';
    if (isWrite && before in kVictims) return this.things.get(kVictims[before]);
    return this.things.get(before) ?? new Set();
  }

  shownTo(actor, list) { return this.shown.get(actor.name)?.get(list) ?? new Set(); }

  // Remembers the ids in what the actor was shown.
  learn(actor, operation, text) {
    let body;
    try { body = JSON.parse(text); } catch { return; }
    const last = operation.path.split('/').filter((step) => !step.startsWith('{')).at(-1);
    const list = last in kListNames ? kListNames[last] : last;
    const items = Array.isArray(body?.items) ? body.items : [body];
    for (const item of items) {
      if (list) this.#learnItem(actor, list, item);
      for (const [key, inner] of Object.entries(item ?? {})) {
        if (Array.isArray(inner)) for (const part of inner) this.#learnItem(actor, key, part);
      }
    }
  }

  async as(actor, method, target, json) {
    const headers = {...actor.headers, 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID()};
    const reply = await this.client.send({method, target, headers, body: json === undefined ? undefined : JSON.stringify(json)});
    if (reply.status < 200 || reply.status > 299) throw new Error(`${actor.name}: ${method} ${target} answered ${reply.status} ${reply.text}`);
    return reply.text === '' ? {} : JSON.parse(reply.text);
  }

  #learnItem(actor, list, item) {
    const id = item?.[kIds[list] ?? 'id'];
    if (typeof id !== 'string' && typeof id !== 'number') return;
    this.#note(list, id);
    if (!this.shown.has(actor.name)) this.shown.set(actor.name, new Map());
    const lists = this.shown.get(actor.name);
    if (!lists.has(list)) lists.set(list, new Set());
    lists.get(list).add(id);
  }

  #note(list, id) {
    if (!this.things.has(list)) this.things.set(list, new Set());
    this.things.get(list).add(id);
  }

  // A customer of the dealer, who has ordered, wishes to go elsewhere and to become a dealer.
  async #household(dealer, elsewhere) {
    const customer = await this.guest(`customer of ${dealer.name}`, dealer.code);
    this.actors.push(customer);
    const {items} = await this.as(customer, 'GET', '/api/v1/products?limit=100');
    const sku = items.at(-1).skus[0];
    await this.as(customer, 'POST', '/api/v1/orders', {lines: [{sku: sku.id, quantity: 1}], total_fen: sku.price_fen,
      receiver_name: '周晓琳', receiver_phone: '13787654321', receiver_address: '杭州市西湖区文三路 90 号'});
    const request = await this.as(customer, 'POST', '/api/v1/me/change-requests', {code: elsewhere.code, reason: '住得更近'});
    const application = await this.as(customer, 'POST', '/api/v1/dealer-applications', await this.#wish('孙三', customer));
    this.#learnItem(customer, 'change-requests', request);
    this.#learnItem(customer, 'dealer-applications', application);
  }

  // A dispute about a fen of what the dealer has earned.
  async #contest(dealer) {
    const [{id}] = (await this.as(dealer, 'GET', '/api/v1/dealer/commissions?limit=1')).items;
    const operator = this.actor('operator');
    if ((await this.as(operator, 'GET', '/admin/v1/disputes?limit=1')).items.length > 0) return;
    await this.as(operator, 'POST', '/admin/v1/disputes', {commission: String(id), amount_fen: 1, reason: '重复下单', evidence: '客服记录'});
  }

  async #wish(name, applicant) {
    const {number} = await this.as(applicant, 'GET', '/api/v1/contract');
    const {code} = await this.as(this.actor('operator'), 'POST', '/admin/v1/invites', {uses: 1, days: 7});
    return {name, invite_code: code, accepted_contract: number};
  }

  async #joined(name, shop) {
    const actor = await this.guest(name);
    const {id} = await this.as(actor, 'POST', '/api/v1/dealer-applications', await this.#wish(shop, actor));
    const dealer = await this.as(this.actor('operator'), 'POST', `/admin/v1/dealer-applications/${id}/approval`, {reason: '测试'});
    return Object.assign(actor, {kind: 'dealer', id: dealer.id});
  }

  async #signedIn(name, kind, openid, scene) {
    const {code} = await this.#emulator('login-codes', {openid});
    const {token} = await this.as(kNobody, 'POST', '/api/v1/login', scene ? {code, scene} : {code});
    return {name, kind, headers: {Authorization: `Bearer ${token}`}, secrets: [token]};
  }

  async #emulator(path, json) {
    const reply = await fetch(`${this.control}/${path}`, {method: 'POST', body: JSON.stringify(json), headers: {'Content-Type': 'application/json'}});
    if (!reply.ok) throw new Error(`the emulator answered ${reply.status} to ${path}`);
    return reply.json();
  }
}

module.exports = {World, kNobody};
