'use strict';
// Ways to break a request that was fine. Each takes the request and `die`, a drawn number chooser, and may set `mustRefuse`
// when no server may take what came out; a body that the document refuses is found out by the caller.
const kBigText = 'x'.repeat(70_000);
const kOddTexts = ['', ' ', '\u0000', 'a\u0000b', '\u202Etxt.exe', '\ud83d', '😀'.repeat(300), "' OR '1'='1", '<script>alert(1)</script>',
  '{{7*7}}', '../../etc/passwd', '%s%n', 'null', '\r\nX-Evil: 1', kBigText.slice(0, 5000), 'ﷺ', 'e\u0301'];
const kQueryTexts = ['', ' ', '分润', '\u0001', "' OR '1'='1", '<script>', '../../etc/passwd', '-1', '1e9', 'null', 'ﷺ', 'x'.repeat(400)];
const kOddNumbers = [-1, 0, 1.5, -0.1, 1e21, 9007199254740993, 2 ** 31, 2 ** 63, -(2 ** 63), 1e308];
const kOddIds = ['0', '-1', 'null', 'undefined', '9223372036854775807', '9223372036854775808', '99999999999999999999', '01KBX5J8ZZZZZZZZZZZZZZZZZZZ',
  '01kbx5j8zzzzzzzzzzzzzzzzzz', '%2e%2e', '%27%20OR%201=1--', '%E4%B8%AD', '%F0%9F', '%ff', 'a'.repeat(300), '2026-02-30', '0000-00', '9999-99', '1e9', '+1', '%201'];
const kOddLimits = ['0', '-1', '101', '1e1', '', '99999999999999999999', 'ten', '1.0'];

// Every place in a JSON value: [holder, key].
function places(value, found = []) {
  if (value === null || typeof value !== 'object') return found;
  for (const key of Object.keys(value)) {
    found.push([value, key]);
    places(value[key], found);
  }
  return found;
}

function atSomePlace(request, die, change) {
  const found = places(request.json);
  if (found.length === 0) request.json = change(request.json);
  else {
    const [holder, key] = die(found);
    holder[key] = change(holder[key]);
  }
}

const hasJson = ({request}) => request.json !== undefined;
const isObject = ({request}) => request.json !== null && typeof request.json === 'object' && !Array.isArray(request.json);
const isKeyed = ({operation, request}) => operation.isKeyed && !request.refusal;
const isWrite = ({operation, request}) => operation.isStaffWrite && !request.refusal && request.headers.Cookie;
const isList = ({operation, request}) => operation.queryParameters.some(({name}) => name === 'limit') && !request.refusal;
const takesQuery = ({operation, request}) => operation.method === 'GET' && operation.queryParameters.length > 0 && operation.face !== 'everyone' && !request.refusal;

const kBreakages = {
  'a value of another type': {fits: hasJson, apply: (request, die, junk) => atSomePlace(request, die, () => junk)},
  'an odd text': {fits: hasJson, apply: (request, die) => atSomePlace(request, die, () => die(kOddTexts))},
  // Most columns that are searched hold ASCII.
  'a text that is no ASCII': {
    fits: ({request}) => places(request.json).some(([holder, key]) => typeof holder[key] === 'string'),
    apply(request, die) {
      const [holder, key] = die(places(request.json).filter(([at, name]) => typeof at[name] === 'string'));
      holder[key] = '分'.repeat([...holder[key]].length || 1);
    },
  },
  'an odd number': {fits: hasJson, apply: (request, die) => atSomePlace(request, die, () => die(kOddNumbers))},
  'a field is missing': {
    fits: (at) => isObject(at) && Object.keys(at.request.json).length > 0,
    apply: (request, die) => { delete request.json[die(Object.keys(request.json))]; },
  },
  'a field that nobody knows': {
    fits: isObject,
    apply: (request, die) => { request.json[die(['is_admin', 'role', 'id', 'state', 'amount_fen', '__proto__x', 'version2'])] = die([true, 1, 'admin', null, {}]); },
  },
  'a key twice': {
    fits: (at) => isObject(at) && Object.keys(at.request.json).length > 0,
    apply(request, die) {
      const key = JSON.stringify(die(Object.keys(request.json)));
      request.body = `{${key}:null,${JSON.stringify(request.json).slice(1)}`;
      request.mustRefuse = 'a key stands twice in its body';
    },
  },
  'a body cut short': {
    fits: hasJson,
    apply(request) {
      request.body = JSON.stringify(request.json).slice(0, -1);
      request.mustRefuse = 'its body is no JSON';
    },
  },
  'something behind the body': {
    fits: hasJson,
    apply(request) {
      request.body = `${JSON.stringify(request.json)}{}`;
      request.mustRefuse = 'something stands behind its body';
    },
  },
  'bytes that are no UTF-8': {
    fits: hasJson,
    apply(request) {
      request.body = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xfe, 0xc0, 0xaf]), Buffer.from('"}')]);
      request.mustRefuse = 'its body is no UTF-8';
    },
  },
  'a deep body': {
    fits: hasJson,
    apply(request) {
      request.body = '['.repeat(5000) + ']'.repeat(5000);
      request.mustRefuse = 'its body is 5000 levels deep';
    },
  },
  'a large body': {
    fits: hasJson,
    apply(request) {
      request.body = JSON.stringify({name: kBigText});
      request.mustRefuse = 'its body is larger than any document';
    },
  },
  'another kind of body': {
    fits: hasJson,
    apply(request, die) { request.headers['Content-Type'] = die(['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'application/json; charset=utf-16']); },
  },
  'an odd id': {
    fits: ({operation}) => operation.pathParameters.length > 0,
    apply(request, die) { request.segments[die(Object.keys(request.segments))] = die(kOddIds); },
  },
  'an odd limit': {
    fits: isList,
    apply(request, die) {
      request.query = [['limit', die(kOddLimits)]];
      request.mustRefuse = 'its limit is none';
    },
  },
  'an invented cursor': {
    fits: isList,
    apply(request, die) {
      request.query = [['cursor', die(['AAAA', 'a'.repeat(512), '0', 'eyJpZCI6MX0', '-'])]];
      request.mustRefuse = 'its cursor is made up';
    },
  },
  'an unknown parameter': {
    fits: takesQuery,
    apply(request) {
      request.query.push(['owner', 'me']);
      request.mustRefuse = 'nobody knows its parameter';
    },
  },
  'a parameter twice': {
    fits: isList,
    apply(request) {
      request.query = [['limit', '1'], ['limit', '2']];
      request.mustRefuse = 'a parameter stands in it twice';
    },
  },
  'an odd parameter': {
    fits: ({operation}) => operation.queryParameters.length > 0,
    apply(request, die) {
      const {name} = die(request.operation.queryParameters);
      request.query = [...request.query.filter(([known]) => known !== name), [name, encodeURIComponent(die(kQueryTexts))]];
    },
  },
  'no key': {
    fits: isKeyed,
    apply(request) {
      delete request.headers['Idempotency-Key'];
      request.mustRefuse = 'it has no Idempotency-Key';
    },
  },
  'an odd key': {
    fits: isKeyed,
    apply(request, die) {
      request.headers['Idempotency-Key'] = die(['short', 'k'.repeat(131), 'with a space in it', '        ']);
      request.mustRefuse = 'its Idempotency-Key is malformed';
    },
  },
  'no CSRF token': {
    fits: isWrite,
    apply(request, die) {
      request.headers['X-CSRF-Token'] = die(['', 'A'.repeat(43), request.headers['X-CSRF-Token'].slice(0, -1)]);
      request.refusal = [403, 'request.csrf_token_wrong'];
    },
  },
  'from another site': {
    fits: isWrite,
    apply(request, die) {
      Object.assign(request.headers, die([{'Sec-Fetch-Site': 'cross-site'}, {'Sec-Fetch-Site': 'same-site'}, {Origin: 'https://evil.example'}, {Origin: 'null'}]));
      request.refusal = [403, 'request.cross_site'];
    },
  },
  'a token that was made up': {
    fits: ({operation, request}) => operation.face !== 'everyone' && request.headers.Authorization && !request.refusal,
    apply(request, die) {
      request.headers.Authorization = die([`Bearer ${'A'.repeat(43)}`, 'Bearer x', 'Basic YTpi', 'Bearer ', `bearer${'B'.repeat(43)}`]);
      request.mustRefuse = 'its token was made up';
    },
  },
};

module.exports = {kBreakages};
