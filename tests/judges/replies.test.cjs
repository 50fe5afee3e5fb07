// One reply, four judges: the very bytes that arrived, genuine or tampered with, before both SDKs, OpenSSL's command
// line and our own client.
'use strict';
const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const {
  after, afterEach, before, test,
} = require('node:test');
const { Decorator, Rsa } = require('wechatpay-axios-plugin');
const NodeV3 = require('wechatpay-node-v3');
const { verifiesWithOpenssl } = require('./openssl.cjs');
const {
  APPID, KeepingTransport, keysBySerial, setStage, signedParts,
} = require('./stage.cjs');

const ORDERS = 'https://api.mch.weixin.qq.com/v3/pay/transactions/jsapi';

let stage;
let keys;
before(async () => {
  stage = await setStage();
  keys = keysBySerial(stage.pay);
  // This SDK keeps what it knows in one place for everybody; the public key is put there as its manual says.
  await stage.nodeV3.fetchCertificates(stage.apiv3Key);
  NodeV3.certificates[stage.pay.public_key_id] = keys[stage.pay.public_key_id];
});
after(async () => { await stage.stop(); });
afterEach(async () => { await stage.control('DELETE', '/faults'); });

let orders = 0;
// The raw reply to an order, struck by the fault when one is named.
async function replyStruckBy(kind, keySerial) {
  if (kind) await stage.control('POST', '/faults', { kind, path: '/v3/pay/transactions/jsapi', count: 1 });
  orders += 1;
  const body = {
    appid: APPID,
    mchid: stage.pay.mchid,
    description: '礼盒',
    out_trade_no: `REPLY${String(orders).padStart(6, '0')}`,
    notify_url: 'https://shop.example.com/wxpay/notify',
    amount: { total: 10000, currency: 'CNY' },
    payer: { openid: stage.openid },
  };
  const transport = new KeepingTransport();
  const { nodeV3 } = stage;
  await transport.post(ORDERS, body, nodeV3.getHeaders(
    nodeV3.buildAuthorization('POST', ORDERS, body),
    { 'Content-Type': 'application/json', 'Wechatpay-Serial': keySerial },
  ));
  assert.equal(transport.last.status, 200);
  return transport.last;
}

function axiosPlugin({ headers, bytes }) {
  const verify = Decorator.responseVerifier(
    Object.fromEntries(Object.entries(keys).map(([serial, pem]) => [serial, Rsa.from(pem, Rsa.KEY_TYPE_PUBLIC)])),
  );
  const call = { url: '/v3/pay/transactions/jsapi', validateStatus: (status) => status < 300 };
  const judged = verify.call(call, bytes.toString(), headers, 200);
  return typeof judged === 'string' ? 'genuine' : judged.code;
}

async function nodeV3(reply) {
  try {
    return await stage.nodeV3.verifySign(signedParts(reply)) ? 'genuine' : 'refused';
  } catch (error) {
    return error.message;
  }
}

function openssl({ headers, bytes }) {
  const pem = keys[headers['wechatpay-serial']];
  if (!pem) return 'no such key';
  const message = Buffer.concat([
    Buffer.from(`${headers['wechatpay-timestamp']}\n${headers['wechatpay-nonce']}\n`), bytes, Buffer.from('\n')]);
  return verifiesWithOpenssl(message, headers['wechatpay-signature'], pem) ? 'genuine' : 'refused';
}

function ours({ headers, bytes }) {
  return new Promise((resolve, reject) => {
    const child = execFile(process.env.FENRUN_JUDGED_CLIENT, ['verdict', JSON.stringify(stage.ready)], (error, stdout) => {
      if (error) reject(error); else resolve(stdout.trim());
    });
    child.stdin.end(JSON.stringify({ headers, body: bytes.toString('base64') }));
  });
}

async function verdictsOn(reply) {
  return {
    axiosPlugin: axiosPlugin(reply), nodeV3: await nodeV3(reply), openssl: openssl(reply), ours: await ours(reply),
  };
}

const GENUINE = {
  axiosPlugin: 'genuine', nodeV3: 'genuine', openssl: 'genuine', ours: 'authentic',
};
const NOT_OVER_THESE_BYTES = {
  axiosPlugin: 'EV3_RES_HEADER_SIGNATURE_DIGEST', nodeV3: 'refused', openssl: 'refused', ours: 'wrong_signature',
};

test('a genuine reply is genuine to all four, with the certificate and with the public key', async () => {
  for (const serial of Object.keys(keys)) {
    const reply = await replyStruckBy(null, serial);
    assert.equal(reply.headers['wechatpay-serial'], serial);
    assert.deepEqual(await verdictsOn(reply), GENUINE, serial);
  }
  assert.deepEqual(await verdictsOn(await replyStruckBy('extra_fields', stage.pay.public_key_id)), GENUINE);
});

test('a reply whose signature is over other bytes is refused by all four', async () => {
  for (const serial of Object.keys(keys)) {
    for (const kind of ['bad_signature', 'truncated_body']) {
      assert.deepEqual(await verdictsOn(await replyStruckBy(kind, serial)), NOT_OVER_THESE_BYTES, `${kind} ${serial}`);
    }
  }
});

test('a reply that was changed on its way is refused by all four', async () => {
  const reply = await replyStruckBy(null, stage.pay.public_key_id);
  const body = Buffer.from(reply.bytes);
  body[body.length - 3] += 1;
  assert.deepEqual(await verdictsOn({ ...reply, bytes: body }), NOT_OVER_THESE_BYTES);
  const nonce = { ...reply.headers, 'wechatpay-nonce': `${reply.headers['wechatpay-nonce']}0` };
  assert.deepEqual(await verdictsOn({ ...reply, headers: nonce }), NOT_OVER_THESE_BYTES);
});

test('a reply that names a key nobody knows is refused by all four', async () => {
  assert.deepEqual(await verdictsOn(await replyStruckBy('wrong_serial', stage.pay.public_key_id)), {
    axiosPlugin: 'EV3_RES_HEADER_PLATFORM_SERIAL',
    nodeV3: '平台证书序列号不相符，未找到平台序列号',
    openssl: 'no such key',
    ours: 'unknown_key',
  });
});

// wechatpay-node-v3 and a bare signature know nothing of time: to them an old reply is as good as a new one.
test('a reply that was signed ten minutes ago is refused by all who look at the time', async () => {
  assert.deepEqual(await verdictsOn(await replyStruckBy('stale_time', stage.pay.public_key_id)), {
    ...GENUINE, axiosPlugin: 'EV3_RES_HEADER_TIMESTAMP_OFFSET', ours: 'outside_window',
  });
});
