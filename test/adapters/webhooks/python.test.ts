import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { callTo, receiver, type Received, SECRETS, senderTo, stopAll } from './receiver.js';

const run = promisify(execFile);

const python = (program: string, ...words: readonly string[]): Promise<string | null> =>
  run('python3', ['-c', program, ...words]).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );

/** What the standard says, in Python's own words: whoever has no library checks so. */
const BY_HAND = `
import base64, hashlib, hmac, sys
secret, id, timestamp, signatures, body = sys.argv[1:]
key = base64.b64decode(secret[len("whsec_"):])
expected = hmac.new(key, f"{id}.{timestamp}.{body}".encode(), hashlib.sha256).digest()
good = [s for s in signatures.split() if hmac.compare_digest(s, "v1," + base64.b64encode(expected).decode())]
print("good" if good else "bad")`;

const BY_LIBRARY = `
import sys
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
secret, id, timestamp, signatures, body = sys.argv[1:]
headers = {"webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures}
try:
    Webhook(secret).verify(body, headers)
    print("good")
except WebhookVerificationError:
    print("bad")`;

describe('a webhook in Python', () => {
  afterEach(stopAll);

  const wordsOf = ({ request: { headers }, body }: Received): readonly string[] => [
    ...['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => String(headers[name])),
    body,
  ];

  for (const [how, program, needs] of [
    ['by hand', BY_HAND, 'import hmac'],
    ['with standardwebhooks', BY_LIBRARY, 'import standardwebhooks'],
  ] as const)
    it(`verifies with either secret, and with no other: ${how}`, async function () {
      if ((await python(needs)) === null) {
        process.stderr.write(`NOT RUN: webhooks in Python ${how}: "${needs}" fails\n`);
        return this.skip();
      }
      const to = await receiver();
      await senderTo([to.port]).sender.send(callTo(to.url, { secrets: SECRETS }))();
      const [received] = to.received;
      const words = received === undefined ? [] : wordsOf(received);
      for (const secret of SECRETS) expect(await python(program, secret, ...words)).to.equal('good');
      expect(await python(program, 'whsec_b3RoZXI=', ...words)).to.equal('bad');
      expect(await python(program, SECRETS[0] ?? '', ...words.with(-1, `${words.at(-1)} `))).to.equal('bad');
    });
});
