'use strict';
// One connection to the server; what is sent is what the caller says, however wrong.
const fs = require('node:fs');
const https = require('node:https');

class Client {
  constructor(port, caFile) {
    this.port = port;
    this.agent = new https.Agent({keepAlive: true, maxSockets: 1, ca: fs.readFileSync(caFile)});
  }

  // Never rejects: without an answer `status` is 0 and `text` says why.
  send({method, target, headers = {}, body}) {
    return new Promise((resolve) => {
      const bytes = body === undefined ? undefined : Buffer.from(body);
      const all = {...headers};
      if (bytes) all['Content-Length'] = bytes.length;
      const request = https.request(
        {host: 'localhost', port: this.port, method, path: target, headers: all, agent: this.agent, timeout: 30000}, (reply) => {
          const parts = [];
          const tell = () => resolve({status: reply.statusCode, headers: reply.headers, text: Buffer.concat(parts).toString('utf8')});
          const goesOn = (reply.headers['content-type'] ?? '').startsWith('text/event-stream');
          reply.on('data', (part) => {
            parts.push(part);
            if (!goesOn) return;
            tell();
            reply.destroy();
          });
          reply.on('end', tell);
        });
      request.on('timeout', () => request.destroy(new Error('no answer within 30 s')));
      request.on('error', (error) => resolve({status: 0, headers: {}, text: error.message}));
      request.end(bytes);
    });
  }

  close() { this.agent.destroy(); }
}

module.exports = {Client};
