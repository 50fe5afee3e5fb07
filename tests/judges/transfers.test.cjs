'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { after, before, test } = require('node:test');
const { Aes, Rsa } = require('wechatpay-axios-plugin');
const { APPID, setStage, signedParts } = require('./stage.cjs');

const NAME = '张三';
const BILLS = 'https://api.mch.weixin.qq.com/v3/fund-app/mch-transfer/transfer-bills';

let stage;
let payee;
before(async () => {
  stage = await setStage();
  payee = (await stage.control('POST', '/users', { real_name: NAME })).openid;
  await stage.control('POST', '/pay/funds', { account: 'OPERATION', amount: 1000000 });
});
after(async () => { await stage.stop(); });

let bills = 0;
function billBody(userName) {
  bills += 1;
  return {
    appid: APPID,
    out_bill_no: `JUDGE${String(bills).padStart(6, '0')}`,
    transfer_scene_id: '1005',
    openid: payee,
    user_name: userName,
    transfer_amount: 12345,
    transfer_remark: '推广佣金',
    notify_url: 'https://shop.example.com/wxpay/transfer',
    transfer_scene_report_infos: [{ info_type: '岗位类型', info_content: '推广员' }, { info_type: '报酬说明', info_content: '1月推广佣金' }],
  };
}

// Time passes, and with it what WeChat Pay has to do.
async function finish(seconds) {
  await stage.control('POST', '/clock', { advance_seconds: seconds });
  return stage.receiver.next();
}

test('wechatpay-axios-plugin: a transfer is made, found, confirmed and heard of; another is cancelled', async () => {
  const { transferBills } = stage.axiosPlugin.v3.fundApp.mchTransfer;
  const named = { headers: { 'Wechatpay-Serial': stage.pay.public_key_id } };
  const seal = () => Rsa.encrypt(NAME, fs.readFileSync(stage.pay.public_key_file));
  const body = billBody(seal());
  const { data: made } = await transferBills.post(body, named);
  assert.equal(made.state, 'WAIT_USER_CONFIRM');
  assert.ok(made.package_info.length > 0);
  const { data: again } = await transferBills.post({ ...body, user_name: seal() }, named);
  assert.equal(again.transfer_bill_no, made.transfer_bill_no);
  await assert.rejects(transferBills.post({ ...body, transfer_amount: 12346 }, named), (error) => error.response.data.code === 'INVALID_REQUEST');

  const number = { out_bill_no: body.out_bill_no };
  const { data: found } = await transferBills.outBillNo.$out_bill_no$.get({ ...named, ...number });
  assert.equal(found.transfer_amount, 12345);
  assert.equal(Rsa.decrypt(found.user_name, fs.readFileSync(stage.pay.key_file)), NAME);

  await stage.control('POST', '/pay/transfers/confirm', number);
  const notice = await finish(120);
  const parts = signedParts(notice);
  assert.equal(parts.serial, stage.pay.platform_certificate_serial);
  assert.ok(Rsa.verify(`${parts.timestamp}\n${parts.nonce}\n${parts.body}\n`, parts.signature, fs.readFileSync(stage.pay.platform_certificate_file)));
  const { ciphertext, nonce, associated_data: aad } = JSON.parse(notice.body).resource;
  const heard = JSON.parse(Aes.AesGcm.decrypt(ciphertext, stage.apiv3Key, nonce, aad));
  assert.equal(heard.out_bill_no, body.out_bill_no);
  assert.equal(heard.state, 'SUCCESS');

  const other = billBody(seal());
  await transferBills.post(other, named);
  const { data: cancelled } = await transferBills.outBillNo.$out_bill_no$.cancel.post({}, { out_bill_no: other.out_bill_no });
  assert.match(cancelled.state, /^CANCEL(ING|LED)$/);
});

test('wechatpay-node-v3: a transfer is made, found, confirmed and heard of; another is cancelled', async () => {
  const { nodeV3 } = stage;
  const post = (url, params, more) => nodeV3.httpService.post(url, params, nodeV3.getHeaders(
    nodeV3.buildAuthorization('POST', url, params),
    { 'Content-Type': 'application/json', ...more },
  ));
  const get = (url) => nodeV3.httpService.get(url, nodeV3.getHeaders(nodeV3.buildAuthorization('GET', url)));
  const [certificate] = await nodeV3.get_certificates(stage.apiv3Key);
  const body = billBody(nodeV3.publicEncrypt(NAME, certificate.publicKey));
  const heardOf = ({ body: text }) => {
    const { ciphertext, nonce, associated_data: aad } = JSON.parse(text).resource;
    return nodeV3.decipher_gcm(ciphertext, aad, nonce);
  };
  // The cancelled transfer of the other judge may still be on its way to say so.
  const hear = async (number) => {
    let message = await finish(120);
    while (heardOf(message).out_bill_no !== number) message = await stage.receiver.next();
    assert.equal(await nodeV3.verifySign(signedParts(message)), true);
    return heardOf(message);
  };
  const made = await post(BILLS, body, { 'Wechatpay-Serial': certificate.serial_no });
  assert.equal(made.status, 200, made.error);
  assert.equal(made.data.state, 'WAIT_USER_CONFIRM');
  const found = await get(`${BILLS}/out-bill-no/${body.out_bill_no}`);
  assert.equal(nodeV3.privateDecrypt(found.data.user_name), NAME);

  await stage.control('POST', '/pay/transfers/confirm', { out_bill_no: body.out_bill_no });
  assert.equal((await hear(body.out_bill_no)).state, 'SUCCESS');

  const other = billBody(nodeV3.publicEncrypt(NAME, certificate.publicKey));
  await post(BILLS, other, { 'Wechatpay-Serial': certificate.serial_no });
  const cancelled = await post(`${BILLS}/out-bill-no/${other.out_bill_no}/cancel`, {});
  assert.equal(cancelled.status, 200, cancelled.error);
  assert.equal(cancelled.data.out_bill_no, other.out_bill_no);
  assert.match(cancelled.data.state, /^CANCEL(ING|LED)$/);
  assert.equal((await hear(other.out_bill_no)).state, 'CANCELLED');
  assert.equal((await get(`${BILLS}/out-bill-no/${other.out_bill_no}`)).data.state, 'CANCELLED');
  assert.equal((await get(`${BILLS}/out-bill-no/NOBODYS`)).status, 404);
});
