import { expect } from 'chai';
import pino from 'pino';
import { logEvent } from '../../src/app/logging/log-event.js';
import { type AttentionEvent } from '../../src/domain/model/account/attention.js';
import { account, NOW } from '../support/happy-ports.js';

describe('the log of events', () => {
  it("has one loud line for a change of an account's health", () => {
    const lines: unknown[] = [];
    const log = pino(
      { level: 'warn', base: null, timestamp: false },
      { write: (line) => lines.push(JSON.parse(line)) },
    );
    const event: AttentionEvent = {
      type: 'account.attention',
      accountId: account.id,
      at: NOW,
      name: 'Acme',
      health: {
        problems: [
          { reason: 'token', since: NOW, code: 190 },
          { reason: 'payment', since: NOW, code: 131042 },
        ],
        refusedSignatures: null,
        lastSentAt: null,
        lastStatusAt: null,
      },
    };
    logEvent(log)(event);
    expect(lines).to.deep.equal([
      {
        level: 40,
        event: 'account.attention',
        account_id: 1,
        reasons: ['token', 'payment'],
        can_send: false,
        msg: "an account's health has changed",
      },
    ]);
  });
});
