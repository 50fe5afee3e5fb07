'use strict';
const assert = require('node:assert/strict');
const { generateKeyPairSync } = require('node:crypto');
const fs = require('node:fs');
const {
  after, afterEach, before, test,
} = require('node:test');
const {
  Aes, Formatter, Rsa, Wechatpay: AxiosPlugin,
} = require('wechatpay-axios-plugin');
const NodeV3 = require('wechatpay-node-v3');
const {
  APPID, keysBySerial, setStage, signedParts,
} = require('./stage.cjs');

let stage;
before(async () => { stage = await setStage(); });
after(async () => { await stage.stop(); });
afterEach(async () => { await stage.control('DELETE', '/faults'); });

let orders = 0;
function orderBody() {
  orders += 1;
  return {
    appid: APPID,
    mchid: stage.pay.mchid,
    description: '礼盒',
    out_trade_no: `JUDGE${String(orders).padStart(6, '0')}`,
    notify_url: 'https://shop.example.com/wxpay/notify',
    amount: { total: 10000, currency: 'CNY' },
    payer: { openid: stage.openid },
  };
}

const withPublicKey = () => ({ headers: { 'Wechatpay-Serial': stage.pay.public_key_id } });

function openWithAxiosPlugin({ headers, body }) {
  const parts = signedParts({ headers, body });
  const keys = keysBySerial(stage.pay);
  const message = Formatter.response(parts.timestamp, parts.nonce, parts.body);
  const isSigned = parts.serial in keys && Rsa.verify(message, parts.signature, keys[parts.serial]);
  const { ciphertext, nonce, associated_data: aad } = JSON.parse(body).resource;
  return { isSigned, open: () => JSON.parse(Aes.AesGcm.decrypt(ciphertext, stage.apiv3Key, nonce, aad)) };
}

test('wechatpay-axios-plugin: an order is made, paid, refunded, and closes only unpaid', async () => {
  const { v3 } = stage.axiosPlugin;
  const body = orderBody();
  const { data: { prepay_id: prepayId } } = await v3.pay.transactions.jsapi.post(body, withPublicKey());
  const again = await v3.pay.transactions.jsapi.post(body);
  assert.equal(again.data.prepay_id, prepayId);

  const parameters = { appId: APPID, timeStamp: `${Formatter.timestamp()}`, nonceStr: Formatter.nonce(), package: `prepay_id=${prepayId}` };
  const message = Formatter.joinedByLineFeed(parameters.appId, parameters.timeStamp, parameters.nonceStr, parameters.package);
  const { appId, ...passed } = parameters;
  const paid = await stage.control('POST', '/pay/payments', { ...passed, signType: 'RSA', paySign: Rsa.sign(message, fs.readFileSync(stage.pay.key_file)) });
  assert.equal(paid.errMsg, 'requestPayment:ok');
  const notice = openWithAxiosPlugin(await stage.receiver.next());
  assert.ok(notice.isSigned);
  assert.equal(notice.open().transaction_id, paid.transaction_id);

  const order = { out_trade_no: body.out_trade_no };
  const query = await v3.pay.transactions.outTradeNo.$out_trade_no$.get({ params: { mchid: stage.pay.mchid }, ...order });
  assert.equal(query.data.trade_state, 'SUCCESS');
  await assert.rejects(
    v3.pay.transactions.outTradeNo.$out_trade_no$.close.post({ mchid: stage.pay.mchid }, order),
    (error) => error.response.status === 400 && error.response.data.code === 'ORDER_PAID',
  );

  const refund = await v3.refund.domestic.refunds.post({
    ...order,
    out_refund_no: `${body.out_trade_no}R1`,
    notify_url: 'https://shop.example.com/wxpay/refund',
    amount: { refund: 3000, total: 10000, currency: 'CNY' },
  });
  assert.equal(refund.data.status, 'PROCESSING');
  await stage.control('POST', '/clock', { advance_seconds: 5 });
  const refunded = openWithAxiosPlugin(await stage.receiver.next());
  assert.ok(refunded.isSigned);
  assert.equal(refunded.open().refund_status, 'SUCCESS');

  const unpaid = orderBody();
  await v3.pay.transactions.jsapi.post(unpaid);
  const closed = await v3.pay.transactions.outTradeNo.$out_trade_no$.close.post({ mchid: stage.pay.mchid }, { out_trade_no: unpaid.out_trade_no });
  assert.equal(closed.status, 204);
});

test('wechatpay-axios-plugin: what was tampered with is refused', async () => {
  const { v3 } = stage.axiosPlugin;
  for (const [kind, code] of [['bad_signature', 'EV3_RES_HEADER_SIGNATURE_DIGEST'], ['wrong_serial', 'EV3_RES_HEADER_PLATFORM_SERIAL'],
    ['stale_time', 'EV3_RES_HEADER_TIMESTAMP_OFFSET'], ['truncated_body', 'EV3_RES_HEADER_SIGNATURE_DIGEST']]) {
    await stage.control('POST', '/faults', { kind, path: '/v3/pay/transactions/jsapi', count: 1 });
    await assert.rejects(v3.pay.transactions.jsapi.post(orderBody()), (error) => error.code === code, kind);
  }
  await v3.pay.transactions.jsapi.post(orderBody());
});

test('wechatpay-axios-plugin: a wrong key of the merchant gets 401 with what should have been signed', async () => {
  const impostor = new AxiosPlugin({
    mchid: stage.pay.mchid,
    serial: stage.pay.certificate_serial,
    privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
    certs: { [stage.pay.public_key_id]: fs.readFileSync(stage.pay.public_key_file) },
  });
  await assert.rejects(impostor.v3.pay.transactions.jsapi.post(orderBody()), (error) => {
    const { status, data } = error.response;
    return status === 401 && data.code === 'SIGN_ERROR' && data.detail.sign_information.url === '/v3/pay/transactions/jsapi';
  });
});

test('wechatpay-axios-plugin: certificates open under the APIv3 key', async () => {
  const { data: { data } } = await stage.axiosPlugin.v3.certificates.get();
  const { ciphertext, nonce, associated_data: aad } = data[0].encrypt_certificate;
  assert.equal(Aes.AesGcm.decrypt(ciphertext, stage.apiv3Key, nonce, aad), fs.readFileSync(stage.pay.platform_certificate_file, 'utf8'));
});

test('wechatpay-node-v3: an order is made, paid, refunded, and closes only unpaid', async () => {
  const { nodeV3 } = stage;
  const { appid, mchid, ...body } = orderBody();
  const prepaid = await nodeV3.transactions_jsapi(body);
  assert.equal(prepaid.status, 200);
  // This SDK answers with the parameters of wx.requestPayment.
  const { appId, status, ...parameters } = prepaid.data ?? prepaid;
  const paid = await stage.control('POST', '/pay/payments', parameters);
  assert.equal(paid.errMsg, 'requestPayment:ok');

  const notice = await stage.receiver.next();
  assert.equal(await nodeV3.verifySign(signedParts(notice)), true);
  const { ciphertext, associated_data: aad, nonce } = JSON.parse(notice.body).resource;
  assert.equal(nodeV3.decipher_gcm(ciphertext, aad, nonce).transaction_id, paid.transaction_id);
  assert.equal(await nodeV3.verifySign({ ...signedParts(notice), body: `${notice.body} ` }), false);

  const query = await nodeV3.query({ out_trade_no: body.out_trade_no });
  assert.equal(query.data.trade_state, 'SUCCESS');
  const refund = await nodeV3.refunds({
    out_trade_no: body.out_trade_no,
    out_refund_no: `${body.out_trade_no}R1`,
    amount: { refund: 10000, total: 10000, currency: 'CNY' },
  });
  assert.equal(refund.data.status, 'PROCESSING');
  const found = await nodeV3.find_refunds(`${body.out_trade_no}R1`);
  assert.equal(found.data.refund_id, refund.data.refund_id);
  assert.equal((await nodeV3.close(body.out_trade_no)).status, 400);
});

test('wechatpay-node-v3: certificates open under the APIv3 key', async () => {
  assert.equal(stage.nodeV3.getSN().toUpperCase(), stage.pay.certificate_serial);
  const certificates = await stage.nodeV3.get_certificates(stage.apiv3Key);
  assert.equal(certificates[0].serial_no, stage.pay.platform_certificate_serial);
  await stage.nodeV3.fetchCertificates(stage.apiv3Key);
  assert.ok(stage.pay.platform_certificate_serial in NodeV3.certificates);
});

test('both: a probe is refused and the genuine callback is not', async () => {
  await stage.control('POST', '/faults', { kind: 'probe', path: 'callback', count: 1 });
  const { data: { prepay_id: prepayId } } = await stage.axiosPlugin.v3.pay.transactions.jsapi.post(orderBody());
  await stage.control('POST', '/pay/payments', { prepay_id: prepayId });
  const messages = [await stage.receiver.next(), await stage.receiver.next()];
  const isProbe = ({ headers }) => headers['wechatpay-signature'].startsWith('WECHATPAY/SIGNTEST/');
  assert.equal(messages.filter(isProbe).length, 1);
  for (const message of messages) {
    assert.equal(openWithAxiosPlugin(message).isSigned, !isProbe(message));
    assert.equal(await stage.nodeV3.verifySign(signedParts(message)), !isProbe(message));
  }
  // This merchant answered 200 to both, and the books blame it for one.
  const { entries } = await stage.control('GET', '/books/callback-attempts?limit=10000');
  assert.equal(entries.filter((entry) => entry.is_merchant_failure).length, 1);
});
