'use strict';
// Values that fit a schema of the document, as arbitraries of fast-check. Names of things that exist come from the world.
const fc = require('fast-check');

// Which list of the world a property's or parameter's value is taken from.
const kThings = {
  accepted_contract: 'contracts', campaign: 'campaigns', category: 'categories', category_id: 'categories', code: 'referral-codes',
  commission: 'commissions', consumers: 'consumers', dealer: 'dealers', dealers: 'dealers', invite_code: 'invites', new_parent: 'dealers',
  parent: 'dealers', person: 'dealers', simulation_id: 'commission-simulations', sku: 'skus', source: 'order-sources', tier: 'tiers', to_dealer: 'dealers',
  withdrawals: 'withdrawals',
};

const kUlidLetters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ulid = () => fc.array(fc.constantFrom(...kUlidLetters), {minLength: 25, maxLength: 25}).map((letters) => `0${letters.join('')}`);
const time = () => fc.integer({min: 1_577_836_800, max: 1_924_905_600}).map((second) => new Date(second * 1000).toISOString().replace('.000Z', 'Z'));
const day = () => time().map((text) => text.slice(0, 10));
const letter = () => fc.constantFrom(...'abcXYZ019 -_分润佣金経é😀<>&"\'/\\%');

class Draw {
  constructor(document, world) {
    this.document = document;
    this.world = world;
  }

  // A value for the property or parameter `name`.
  value(schema, name = '', depth = 0) {
    const fitting = this.#fitting(schema, name, depth);
    const isNamed = name in kThings && !['array', 'object'].includes(this.document.resolve(schema).type);
    return isNamed ? this.named(() => this.world.things.get(kThings[name]), fitting) : fitting;
  }

  // Mostly one of the things that there are at the moment of drawing, otherwise what only looks like one.
  named(things, fitting) {
    return fc.tuple(fc.nat(4), fc.nat(), fitting).map(([isStrange, pick, strange]) => {
      const known = [...(things() ?? [])];
      return isStrange === 0 || known.length === 0 ? strange : known[pick % known.length];
    });
  }

  #fitting(given, name, depth) {
    const schema = this.document.resolve(given);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    const choices = schema.oneOf ?? schema.anyOf;
    if (choices && !schema.properties) return fc.oneof(...choices.map((choice) => this.value(choice, name, depth + 1)));
    const types = [schema.type ?? 'object'].flat();
    return fc.oneof(...types.map((type) => this.#typed(type, schema, name, depth)));
  }

  #typed(type, schema, name, depth) {
    switch (type) {
      case 'null': return fc.constant(null);
      case 'boolean': return fc.boolean();
      case 'integer':
        if (name === 'version') return fc.integer({min: 1, max: 3});
        return fc.integer({min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 100_000, Number.MAX_SAFE_INTEGER)});
      case 'array': return this.#array(schema, name, depth);
      case 'object': return this.#object(schema, depth);
      case 'string': return this.#string(schema);
      default: throw new Error(`the document has a type that nobody draws: ${type}`);
    }
  }

  #string({format, pattern, minLength = 0, maxLength = 64}) {
    if (format === 'date-time') return time();
    if (format === 'date') return day();
    if (pattern?.endsWith('{25}$')) return ulid();
    if (pattern) return fc.stringMatching(new RegExp(pattern));
    const most = Math.min(maxLength, minLength + 40);
    return fc.oneof(
      {weight: 9, arbitrary: fc.array(letter(), {minLength, maxLength: most}).map((letters) => letters.join(''))},
      {weight: 1, arbitrary: fc.constant('分'.repeat(maxLength))});
  }

  #array({items, minItems = 0, maxItems = 3}, name, depth) {
    const limits = {minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 3))};
    return fc.uniqueArray(this.value(items, name, depth + 1), {...limits, selector: JSON.stringify});
  }

  #object({properties = {}, required = []}, depth) {
    const drawn = Object.entries(properties).map(([name, schema]) => [name, this.value(schema, name, depth + 1)]);
    return fc.record(Object.fromEntries(drawn), {requiredKeys: required});
  }
}

module.exports = {Draw, fc};
