// OpenSSL's command line as a judge of signatures: it gets the bytes in files and knows nothing of either side.
'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

function run(args) {
  const { status, stdout, stderr, error } = spawnSync('openssl', args, { encoding: 'utf8' });
  if (error) throw error;
  return { isGood: status === 0, text: stdout + stderr };
}

// Whether the signature (base64) is over these bytes by the key (PEM: a public key or a certificate).
function verifiesWithOpenssl(bytes, signature, pem) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fenrun-openssl-'));
  const file = (name, content) => {
    const at = path.join(folder, name);
    fs.writeFileSync(at, content);
    return at;
  };
  try {
    let key = file('key.pem', pem);
    if (pem.includes('BEGIN CERTIFICATE')) key = file('public.pem', run(['x509', '-in', key, '-noout', '-pubkey']).text);
    const { isGood, text } = run(['dgst', '-sha256', '-verify', key, '-signature',
      file('signature', Buffer.from(signature, 'base64')), file('message', bytes)]);
    // A key or a file it cannot read is no verdict.
    if (!/^Verif(ied OK|ication failure)/im.test(text)) throw new Error(`openssl gave no verdict: ${text}`);
    return isGood;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

module.exports = { verifiesWithOpenssl };
