// A fenrun-emulator of the test's own, in the place of api.mch.weixin.qq.com, and both SDKs set up for its
// merchant as their manuals say.
'use strict';
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');
const AxiosPlugin = require('wechatpay-axios-plugin');
const NodeV3 = require('wechatpay-node-v3');

const APPID = 'wx0123456789abcdef';

async function startEmulator() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fenrun-judges-'));
  const secret = path.join(folder, 'secret');
  fs.writeFileSync(secret, '0123456789abcdef0123456789abcdef');
  const child = spawn(process.env.FENRUN_EMULATOR, ['--appid', APPID, '--secret-file', secret, '--generate-tls',
    path.join(folder, 'tls'), '--generate-merchant', path.join(folder, 'pay'), '--seed', '1'],
  { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = readline.createInterface({ input: child.stdout });
  const ready = JSON.parse((await lines[Symbol.asyncIterator]().next()).value);
  return {
    ready,
    stop: () => new Promise((resolve) => {
      child.on('exit', () => { fs.rmSync(folder, { recursive: true }); resolve(); });
      child.kill('SIGTERM');
    }),
  };
}

// Every connection to WeChat Pay goes to the emulator instead, its certificate checked under the name asked for.
function standInForWeChat(ready) {
  const { port } = new URL(ready.wechat);
  const ca = fs.readFileSync(ready.ca_file);
  const connect = https.Agent.prototype.createConnection;
  https.Agent.prototype.createConnection = function createConnection(options, done) {
    if (options.host !== 'api.mch.weixin.qq.com') throw new Error(`a judge wants to reach ${options.host}`);
    return connect.call(this, { ...options, host: '127.0.0.1', port, servername: 'api.mch.weixin.qq.com', ca }, done);
  };
}

function controlOf(ready) {
  return (method, target, body) => new Promise((resolve, reject) => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const request = http.request(`${ready.control}/control/v1${target}`, { method, agent: false }, (reply) => {
      let answer = '';
      reply.setEncoding('utf8').on('data', (chunk) => { answer += chunk; }).on('end', () => {
        if (reply.statusCode >= 300) reject(new Error(`${target}: ${reply.statusCode} ${answer}`));
        else resolve(JSON.parse(answer));
      });
    });
    request.on('error', reject).end(text);
  });
}

// The keys that WeChat Pay may sign with, each under the serial it goes by.
function keysBySerial(pay) {
  return {
    [pay.platform_certificate_serial]: fs.readFileSync(pay.platform_certificate_file),
    [pay.public_key_id]: fs.readFileSync(pay.public_key_file),
  };
}

function makeAxiosPlugin(pay) {
  return new AxiosPlugin({
    mchid: pay.mchid,
    serial: pay.certificate_serial,
    privateKey: fs.readFileSync(pay.key_file),
    certs: keysBySerial(pay),
  });
}

function makeNodeV3(pay) {
  return new NodeV3({
    appid: APPID,
    mchid: pay.mchid,
    publicKey: fs.readFileSync(pay.certificate_file),
    privateKey: fs.readFileSync(pay.key_file),
    key: fs.readFileSync(pay.apiv3_key_file, 'utf8'),
  });
}

// A merchant's server for callbacks: keeps what arrives and answers 200.
async function startReceiver() {
  const arrived = [];
  const waiting = [];
  const server = http.createServer((request, reply) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk) => { body += chunk; }).on('end', () => {
      reply.writeHead(200, { connection: 'close' }).end();
      const message = { headers: request.headers, body, url: request.url };
      if (waiting.length > 0) waiting.shift()(message); else arrived.push(message);
    });
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    next: () => new Promise((resolve) => { if (arrived.length > 0) resolve(arrived.shift()); else waiting.push(resolve); }),
    stop: () => new Promise((resolve) => { server.close(resolve); }),
  };
}

async function bytesOf(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

// Nothing for what is no JSON: what a reply is worth is for a judge to say.
function parsed(text) {
  try { return JSON.parse(text); } catch { return {}; }
}

// What wechatpay-node-v3 needs of a transport, keeping each reply's bytes and headers: this SDK leaves it to
// its user to hand them to verifySign.
class KeepingTransport {
  constructor() { this.last = null; }

  request(method, url, headers, body) {
    return new Promise((resolve, reject) => {
      const request = https.request(url, { method, headers: { ...headers, 'Accept-Encoding': 'identity' } }, (reply) => {
        bytesOf(reply).then((bytes) => {
          this.last = { status: reply.statusCode, headers: reply.headers, bytes };
          resolve({ status: reply.statusCode, data: parsed(bytes.toString()) });
        }, reject);
      });
      request.on('error', reject).end(body);
    });
  }

  get(url, headers) { return this.request('GET', url, headers); }

  post(url, params, headers) { return this.request('POST', url, headers, JSON.stringify(params)); }
}

function signedParts({ headers, bytes, body }) {
  return {
    timestamp: headers['wechatpay-timestamp'],
    nonce: headers['wechatpay-nonce'],
    serial: headers['wechatpay-serial'],
    signature: headers['wechatpay-signature'],
    body: bytes === undefined ? body : bytes.toString(),
  };
}

async function setStage() {
  const emulator = await startEmulator();
  standInForWeChat(emulator.ready);
  const { pay } = emulator.ready;
  const control = controlOf(emulator.ready);
  const receiver = await startReceiver();
  await control('POST', '/pay/callbacks/endpoint', { origin: receiver.origin });
  // The SDKs live by the real clock, whatever the tests do with time.
  await control('POST', '/clock', { signs_by: 'real' });
  const { openid } = await control('POST', '/users', {});
  return {
    ready: emulator.ready,
    pay,
    control,
    receiver,
    openid,
    apiv3Key: fs.readFileSync(pay.apiv3_key_file, 'utf8'),
    axiosPlugin: makeAxiosPlugin(pay),
    nodeV3: makeNodeV3(pay),
    stop: async () => { https.globalAgent.destroy(); await receiver.stop(); await emulator.stop(); },
  };
}

module.exports = {
  APPID, KeepingTransport, bytesOf, keysBySerial, setStage, signedParts,
};
