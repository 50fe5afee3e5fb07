// Our own client before the judges: what it sends to the emulator is taken down on the wire, byte for byte.
'use strict';
const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const fs = require('node:fs');
const https = require('node:https');
const path = require('node:path');
const {
  after, before, test,
} = require('node:test');
const { promisify } = require('node:util');
const { Formatter, Rsa } = require('wechatpay-axios-plugin');
const NodeV3 = require('wechatpay-node-v3');
const { verifiesWithOpenssl } = require('./openssl.cjs');
const { bytesOf, setStage } = require('./stage.cjs');

const NAME = '欧阳明月';
const HOST = 'api.mch.weixin.qq.com';

// A host in front of the emulator, under the emulator's own certificate: keeps each request and passes it on unchanged.
async function startRecorder(ready) {
  const requests = [];
  const tls = path.dirname(ready.ca_file);
  const server = https.createServer(
    { cert: fs.readFileSync(path.join(tls, 'server.pem')), key: fs.readFileSync(path.join(tls, 'server-key.pem')) },
    async (request, reply) => {
      const body = await bytesOf(request);
      const { method, url, headers } = request;
      requests.push({ method, url, headers, body });
      https.request({ host: HOST, method, path: url, headers, agent: false }, async (answer) => {
        reply.writeHead(answer.statusCode, answer.headers).end(await bytesOf(answer));
      }).on('error', (error) => reply.destroy(error)).end(body);
    },
  );
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    requests,
    origin: `https://127.0.0.1:${server.address().port}`,
    stop: () => new Promise((resolve) => { server.close(resolve); server.closeIdleConnections?.(); }),
  };
}

let stage;
let requests;
before(async () => {
  stage = await setStage();
  const { openid } = await stage.control('POST', '/users', { real_name: NAME });
  await stage.control('POST', '/pay/funds', { account: 'OPERATION', amount: 1000000 });
  const recorder = await startRecorder(stage.ready);
  const { stdout } = await promisify(execFile)(
    process.env.FENRUN_JUDGED_CLIENT,
    ['calls', JSON.stringify(stage.ready), recorder.origin, openid],
  );
  await recorder.stop();
  assert.equal(stdout, 'prepay done\nquery done\ntransfer done\n');
  requests = recorder.requests.map((request) => ({ ...request, ...authorizationOf(request.headers.authorization) }));
});
after(async () => { await stage.stop(); });

function authorizationOf(header) {
  const [scheme, attributes] = [header.slice(0, header.indexOf(' ')), header.slice(header.indexOf(' ') + 1)];
  assert.equal(scheme, 'WECHATPAY2-SHA256-RSA2048');
  return Object.fromEntries([...attributes.matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
}

test('three requests were sent as the calls say', () => {
  assert.deepEqual(requests.map(({ method, url }) => `${method} ${url}`), [
    'POST /v3/pay/transactions/jsapi',
    `GET /v3/pay/transactions/out-trade-no/OURS000001?mchid=${stage.pay.mchid}`,
    'POST /v3/fund-app/mch-transfer/transfer-bills']);
  const [order, query, transfer] = requests.map(({ body }) => body.toString());
  assert.match(order, /明前龙井 250 克 · 礼盒|\\u660e/);
  assert.equal(query, '');
  assert.ok(!transfer.includes(NAME));
  for (const request of requests) {
    assert.equal(request.mchid, stage.pay.mchid);
    assert.equal(request.serial_no, stage.pay.certificate_serial);
  }
});

const changed = ({ body, ...request }) => ({ ...request, body: Buffer.concat([body, Buffer.from(' ')]) });
const certificate = () => fs.readFileSync(stage.pay.certificate_file, 'utf8');

test('wechatpay-axios-plugin: verifies our requests, and not what they become with one byte more', () => {
  const isSigned = ({ method, url, timestamp, nonce_str: nonce, body, signature }) => Rsa.verify(
    Formatter.request(method, url, timestamp, nonce, body.toString()),
    signature,
    Rsa.from(certificate(), Rsa.KEY_TYPE_PUBLIC),
  );
  for (const request of requests) {
    assert.equal(isSigned(request), true, request.url);
    assert.equal(isSigned(changed(request)), false, request.url);
    assert.equal(isSigned({ ...request, url: `${request.url}x` }), false, request.url);
  }
});

test('wechatpay-node-v3: would have signed our requests with the very same bytes', () => {
  const sign = ({ method, nonce_str: nonce, timestamp, url, body }) => stage.nodeV3.getSignature(method, nonce, timestamp, url, body.toString());
  for (const request of requests) {
    assert.equal(sign(request), request.signature, request.url);
    assert.notEqual(sign({ ...request, nonce_str: 'ANOTHER' }), request.signature, request.url);
  }
});

test('openssl: verifies our requests, and not what they become with one byte more', () => {
  const isSigned = ({ method, url, timestamp, nonce_str: nonce, body, signature }) => verifiesWithOpenssl(
    Buffer.concat([Buffer.from(`${method}\n${url}\n${timestamp}\n${nonce}\n`), body, Buffer.from('\n')]),
    signature,
    certificate(),
  );
  for (const request of requests) {
    assert.equal(isSigned(request), true, request.url);
    assert.equal(isSigned(changed(request)), false, request.url);
  }
});

test('both: open the name that our client sealed', () => {
  const transfer = requests[2];
  assert.equal(transfer.headers['wechatpay-serial'], stage.pay.public_key_id);
  const { user_name: sealed } = JSON.parse(transfer.body);
  // WeChat Pay's own half, which lies beside what it hands out.
  const privateKey = fs.readFileSync(path.join(path.dirname(stage.pay.public_key_file), 'wechatpay_private_key.pem'));
  assert.equal(Rsa.decrypt(sealed, privateKey), NAME);
  const wechat = new NodeV3({
    appid: stage.ready.appid, mchid: stage.pay.mchid, publicKey: fs.readFileSync(stage.pay.certificate_file), privateKey,
  });
  assert.equal(wechat.privateDecrypt(sealed), NAME);
});
