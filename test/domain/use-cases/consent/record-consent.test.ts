import { expect } from 'chai';
import fc from 'fast-check';
import { type ConsentWord } from '../../../../src/domain/model/contact/consent.js';
import { personHashes } from '../../../../src/domain/model/contact/person-hash.js';
import { SECOND } from '../../../../src/domain/model/time.js';
import { readConsent } from '../../../../src/domain/use-cases/consent/read-consent.js';
import { recordConsent } from '../../../../src/domain/use-cases/consent/record-consent.js';
import { hmacSha256 as hmac } from '../../../../src/kit/crypto/hmac.js';
import { right } from '../../../contracts/support.js';
import { account, NOW } from '../../../support/happy-ports.js';
import { memoryConsents } from '../../../support/memory-consents.js';

const person = { numbers: ['14155550123'] };

/** Whether the person has opted out after these words, in this order. */
const isOptedOutAfter = async (words: readonly ConsentWord[]): Promise<boolean> => {
  const ports = { consents: memoryConsents(new Map()), hmac, clock: { now: () => NOW } };
  const speaker = { hashes: personHashes(hmac, account, person), contacts: [] };
  for (const word of words) await right(recordConsent(ports, account, speaker, word));
  return (await right(readConsent(ports, account, person))) !== null;
};

describe('recording a word of consent', () => {
  /** Two times in their order, at most two seconds apart. */
  const times = fc
    .tuple(fc.integer({ min: 0, max: SECOND }), fc.integer({ min: 0, max: 2 * SECOND }))
    .map(([first, later]) => [NOW + first, NOW + first + later] as const);
  const asWhatsAppTells = (at: number): number => Math.floor(at / SECOND) * SECOND;

  it('lets what a person writes count over an earlier word by hand, also of the same second', () =>
    fc.assert(
      fc.asyncProperty(times, fc.boolean(), async ([byHand, written], optedOut) => {
        const words = [
          { optedOut: !optedOut, at: byHand },
          { optedOut, at: asWhatsAppTells(written) },
        ];
        expect(await isOptedOutAfter(words)).to.equal(optedOut);
      }),
    ));

  it('lets a word by hand count over what a person wrote before, also in the same second', () =>
    fc.assert(
      fc.asyncProperty(times, fc.boolean(), async ([written, byHand], optedOut) => {
        const words = [
          { optedOut: !optedOut, at: asWhatsAppTells(written) },
          { optedOut, at: byHand },
        ];
        expect(await isOptedOutAfter(words)).to.equal(optedOut);
      }),
    ));
});
