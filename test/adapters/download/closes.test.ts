import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { type OutgoingGuardOptions } from '../../../src/kit/outgoing-guard/outgoing-guard.js';
import { authority, certificate, key } from '../../kit/outgoing-guard/certificates.js';
import { bodiesOf, type Cut } from '../../support/closes/closing-server.js';
import { collect, readers } from '../../support/closes/readers.js';
import { describeEveryClose, type Read } from '../../support/closes/every-close.js';
import { account, downloaderFor } from './origin.js';

const download =
  (guard: OutgoingGuardOptions = {}): Read =>
  async ({ server, cut, reader }) => {
    const { closed } = server.next(cut);
    const request = { account: account(1), url: server.url, signal: new AbortController().signal };
    const outcome = await downloaderFor([server.port], {}, guard).download(
      request,
      ({ bytes }) =>
        async () =>
          E.right(await collect(reader(bytes, closed))),
    )();
    if (E.isRight(outcome)) return outcome.right;
    expect(outcome.left).to.include({ _tag: 'MediaRefused', reason: 'incomplete' });
    return 'broken';
  };

/** Node tells nothing of a reset below TLS, nor of an end without TLS's own; only a length shows that bytes are missing. */
const isHidden = ({ answer, at, closing }: Cut): boolean =>
  closing === 'reset' && answer.framing === 'close' && at >= answer.headLength;

describe('A download bears that its server closes', () => {
  describe('a connection without TLS', () => describeEveryClose({ read: download() }));

  describe('a connection with TLS', () =>
    describeEveryClose({
      read: download({ certificateAuthorities: [authority] }),
      tls: { cert: certificate, key },
      sparsely: true,
      readers: { paused: readers.paused },
      expected: (cut) => (isHidden(cut) ? [...bodiesOf({ ...cut, closing: 'end' }), 'broken'] : bodiesOf(cut)),
    }));
});
