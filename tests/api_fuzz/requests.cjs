'use strict';
// Draws requests: an operation, a caller, a body and parameters that fit the document, and for half of them a breakage.
const {randomUUID} = require('node:crypto');
const {Draw, fc} = require('./draw.cjs');
const {kBreakages} = require('./breakages.cjs');
const {callersOf, refusalFor} = require('./roles.cjs');

// These end sessions or accounts: whoever calls them is nobody that is needed later.
const kEndings = new Set(['POST /api/v1/logout', 'POST /api/v1/logout-everywhere', 'DELETE /api/v1/me']);
const kLastCalls = new Set(['POST /admin/v1/logout']);

const kSecretFields = /password|secret|token|totp|recovery_code|confirmation/;

function secretsIn(value, found = []) {
  if (value === null || typeof value !== 'object') return found;
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'string' && kSecretFields.test(key)) found.push(inner);
    secretsIn(inner, found);
  }
  return found;
}

// A path segment; what is escaped already stays as it is.
function escaped(text) {
  return /^[\w%.+=-]*$/.test(text) ? text : encodeURIComponent(text);
}

class Requests {
  constructor(document, world) {
    this.document = document;
    this.world = world;
    this.draw = new Draw(document, world);
    this.operations = document.operations.filter(({name}) => !kLastCalls.has(name));
    this.arbitraries = new Map(this.operations.map((operation) => [operation, this.#arbitrary(operation)]));
  }

  // `count` requests; the same seed draws the same ones as long as the same things exist.
  sample(count, seed) {
    return fc.sample(fc.constantFrom(...this.operations).chain((operation) => this.arbitraries.get(operation)), {seed, numRuns: count});
  }

  // A request without anything drawn: as plain as the operation allows.
  plain(operation, actor, segments = {}, query = []) {
    const json = operation.body || operation.method === 'POST' || operation.method === 'PUT' ? {} : undefined;
    return this.#made(operation, actor, {json, segments, query});
  }

  needsGuest({name}) { return kEndings.has(name); }
  isLastCall({name}) { return kLastCalls.has(name); }

  #arbitrary(operation) {
    const value = (parameter) => this.draw.value(parameter.schema, parameter.name);
    // A cursor that was not given for this list is one of the breakages.
    const query = operation.queryParameters.filter(({name}) => name !== 'cursor');
    return fc.record({
      isAllowed: fc.oneof({weight: 4, arbitrary: fc.constant(true)}, {weight: 1, arbitrary: fc.constant(false)}),
      picks: fc.array(fc.nat(), {minLength: 6, maxLength: 6}),
      json: operation.body ? this.draw.value(operation.body) : fc.constant(undefined),
      segments: fc.record(Object.fromEntries(operation.pathParameters.map((parameter) => [parameter.name, this.#segment(operation, parameter)]))),
      query: fc.record(Object.fromEntries(query.map((parameter) => [parameter.name, value(parameter)])),
        {requiredKeys: query.filter(({required}) => required).map(({name}) => name)}),
      headers: fc.record(Object.fromEntries(operation.headerParameters.filter(({name}) => name !== 'Idempotency-Key').map((parameter) => [parameter.name, value(parameter)]))),
      isBroken: fc.boolean(),
      junk: fc.jsonValue({maxDepth: 2}),
      language: fc.constantFrom('zh-CN', 'en', ''),
    }).map((drawn) => this.#drawn(operation, drawn));
  }

  #segment(operation, parameter) {
    return this.draw.named(() => this.world.thingsIn(operation, parameter.name), this.draw.value(parameter.schema));
  }

  #drawn(operation, {isAllowed, picks, json, segments, query, headers, isBroken, junk, language}) {
    let rolls = 0;
    const die = (list) => list[picks[rolls++ % picks.length] % list.length];
    const callers = this.world.actors.filter(({kind}) => callersOf(operation).includes(kind) === isAllowed);
    const actor = callers.length > 0 ? die(callers) : die(this.world.actors);
    const pairs = Object.entries(query).map(([name, value]) => [name, encodeURIComponent(String(value))]);
    const request = this.#made(operation, actor, {json: structuredClone(json), segments, query: pairs});
    for (const [name, value] of Object.entries(headers)) request.headers[name] = String(value).replace(/[^\x21-\x7e]/g, 'x');
    if (language) request.headers['Accept-Language'] = language;
    if (isBroken) this.#breakOne(operation, request, die, junk);
    return request;
  }

  #made(operation, actor, {json, segments, query}) {
    const headers = {...actor.headers};
    if (operation.isKeyed) headers['Idempotency-Key'] = randomUUID();
    if (json !== undefined) headers['Content-Type'] = 'application/json';
    if (operation.otherBody) headers['Content-Type'] = operation.otherBody;
    return {operation, actor, headers, json, segments, query, refusal: refusalFor(operation, actor.kind), mustRefuse: null, breakage: null};
  }

  #breakOne(operation, request, die, junk) {
    const fitting = Object.keys(kBreakages).filter((name) => kBreakages[name].fits({operation, request}));
    if (fitting.length === 0) return;
    request.breakage = die(fitting);
    kBreakages[request.breakage].apply(request, die, junk);
  }

  // What goes on the wire; also says why nobody may take a body that the document refuses.
  finish(request) {
    const {operation, json, segments} = request;
    let path = operation.path;
    for (const [name, value] of Object.entries(segments)) path = path.replace(`{${name}}`, () => escaped(String(value)));
    const query = request.query.map(([name, value]) => `${name}=${value}`).join('&');
    request.target = path + (query ? `?${query}` : '');
    request.method = operation.method;
    if (request.body === undefined && json !== undefined) request.body = JSON.stringify(json);
    if (!request.mustRefuse && operation.body && json !== undefined) {
      const misfit = this.document.misfit(operation.body, JSON.parse(JSON.stringify(json)));
      if (misfit) request.mustRefuse = `the document refuses its body: ${misfit}`;
    }
    request.secrets = [...secretsIn(json), ...request.actor.secrets];
    return request;
  }
}

module.exports = {Requests};
