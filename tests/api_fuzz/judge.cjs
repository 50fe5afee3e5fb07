'use strict';
// What is wrong with one reply: a list of sentences, empty when all is as the document says.

// Words of our inside that no caller should read.
const kInside = /\b(SELECT|INSERT|UPDATE|mysql|mariadb|redis|boost|nlohmann|std::|errno|backtrace)\b|\.(cpp|hpp)\b|0x[0-9a-f]{8}/i;

// What the listener refuses before anybody asks who called.
const kUnread = /"request\.(malformed|body_too_large|target_too_long|header_too_large)"/;

class Judge {
  constructor(document) { this.document = document; }

  findings(operation, request, reply) {
    if (reply.status === 0) return [`there was no answer: ${reply.text}`];
    return [
      ...this.#status(reply),
      ...this.#content(operation, reply),
      ...this.#problem(reply),
      ...this.#secrets(request, reply),
      ...this.#fields(reply),
      ...this.#admission(request, reply),
    ];
  }

  #status({status, headers}) {
    if (status < 500) return [];
    if (status !== 503) return [`${status} is a failure of ours`];
    return headers['retry-after'] ? [] : ['503 does not say when to come back'];
  }

  #content(operation, reply) {
    const response = this.document.response(operation, reply.status);
    if (!response) return [`${reply.status} is not in the document`];
    if (!response.content) return reply.text === '' ? [] : [`${reply.status} has a body, and the document says none`];
    const type = (reply.headers['content-type'] ?? '').split(';')[0];
    const content = response.content[type];
    if (!content) return [`${reply.status} is ${type || 'without a type'}, and the document says ${Object.keys(response.content)}`];
    if (!type.endsWith('json')) return reply.text === '' ? ['the file is empty'] : [];
    try {
      const misfit = this.document.misfit(content.schema, JSON.parse(reply.text));
      return misfit ? [`${reply.status}: the body does not fit its schema: ${misfit}`] : [];
    } catch (error) {
      return [`${reply.status}: the body is no JSON: ${error.message}`];
    }
  }

  #problem({status, headers, text}) {
    if (status < 400) return [];
    let problem;
    try { problem = JSON.parse(text); } catch { return ['the refusal is no JSON']; }
    const wrong = [];
    if (problem.status !== status) wrong.push(`the problem says status ${problem.status} under ${status}`);
    if (!problem.code || !problem.trace_id) wrong.push('the problem has no code or no trace id');
    if (problem.trace_id && !headers.traceparent?.includes(problem.trace_id)) wrong.push('traceparent names another trace id');
    if (kInside.test(text)) wrong.push(`the problem speaks of our inside: ${text.match(kInside)[0]}`);
    return wrong;
  }

  #secrets(request, {status, text}) {
    if (status < 400) return [];
    return request.secrets.filter((secret) => secret.length >= 6 && text.includes(secret))
      .map((secret) => `the problem repeats a secret of the request (${secret.slice(0, 3)}...)`);
  }

  #fields({headers}) {
    const wanted = {'x-content-type-options': 'nosniff', 'strict-transport-security': null, traceparent: null, 'x-request-id': null, 'cache-control': null};
    return Object.entries(wanted)
      .filter(([name, value]) => value === null ? !headers[name] : headers[name] !== value)
      .map(([name]) => `the field ${name} is missing or wrong`);
  }

  // `refusal`: what just this caller has to get. `mustRefuse`: why nobody may succeed with this request.
  #admission({refusal, mustRefuse}, {status, text}) {
    if (kUnread.test(text)) return [];
    if (refusal && !(status === refusal[0] && text.includes(`"${refusal[1]}"`))) return [`this caller must be refused with ${refusal}`];
    if (!refusal && text.includes('"caller.no_permission"')) return ['this caller may do it and is refused'];
    if (mustRefuse && status < 400) return [`was taken although ${mustRefuse}`];
    return [];
  }
}

module.exports = {Judge};
