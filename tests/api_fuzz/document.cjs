'use strict';
// The API's document: its operations, and what says whether a value fits one of its schemas.
const fs = require('node:fs');
const yaml = require('js-yaml');
const Ajv = require('ajv/dist/2020').default;
const addFormats = require('ajv-formats').default;

const kMethods = ['get', 'post', 'put', 'delete'];

class Document {
  constructor(path) {
    this.root = yaml.load(fs.readFileSync(path, 'utf8'), {schema: yaml.CORE_SCHEMA});
    this.ajv = new Ajv({strict: false, validateSchema: false, allErrors: true});
    addFormats(this.ajv);
    this.ajv.addSchema(this.root, 'openapi');
    this.validators = new Map();
    this.operations = Object.entries(this.root.paths).flatMap(([path, item]) =>
      kMethods.filter((method) => item[method]).map((method) => this.#operation(path, method, item[method], item.parameters)));
  }

  // The thing that a "#/..." names, or the thing itself.
  resolve(thing) {
    if (!thing?.$ref) return thing;
    return thing.$ref.slice(2).split('/').reduce((at, step) => at[step.replace(/~1/g, '/').replace(/~0/g, '~')], this.root);
  }

  // Null when the value fits, otherwise why not.
  misfit(schema, value) {
    let validate = this.validators.get(schema);
    if (!validate) {
      validate = this.ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')));
      this.validators.set(schema, validate);
    }
    if (validate(value)) return null;
    return validate.errors.slice(0, 3).map((e) => `${e.instancePath || '/'} ${e.message} ${e.params.additionalProperty ?? ''}`.trim()).join('; ');
  }

  // What the document says of a reply with this status; undefined when it says nothing.
  response(operation, status) {
    const found = operation.responses[status] ?? operation.responses[`${String(status)[0]}XX`];
    return this.resolve(found);
  }

  #operation(path, method, item, shared = []) {
    const parameters = [...shared, ...(item.parameters ?? [])].map((parameter) => this.resolve(parameter));
    const of = (place) => parameters.filter((parameter) => parameter.in === place);
    const security = item.security.flatMap((scheme) => Object.keys(scheme));
    return {
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      face: item.tags[0],  // everyone, consumer, dealer or staff
      isStaffWrite: security.includes('csrf'),
      isKeyed: of('header').some((parameter) => parameter.name === 'Idempotency-Key'),
      pathParameters: of('path'),
      queryParameters: of('query'),
      headerParameters: of('header'),
      body: item.requestBody?.content?.['application/json']?.schema,
      otherBody: Object.keys(item.requestBody?.content ?? {}).find((type) => type !== 'application/json'),
      responses: item.responses,
    };
  }
}

module.exports = {Document};
