import { expect } from 'chai';
import fc from 'fast-check';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import * as O from 'fp-ts/lib/Option.js';
import { multipartParts } from '../../../src/adapters/rest/body/multipart/multipart-parts.js';
import { type Exchange } from '../../../src/adapters/rest/exchange/exchange.js';
import { makeBodyRoom } from '../../../src/adapters/rest/exchange/body-room.js';
import { makeBudget } from '../../../src/kit/budget.js';
import { BOUNDARY, fieldOf, fileOf, utf8, writeForm, type WrittenPart } from './support/form.js';
import { readAll } from './support/server.js';

/** A request that brings these packets and then ends. */
const exchangeOf = (packets: readonly Uint8Array[]): Exchange => {
  const request = Object.assign(Readable.from(packets, { objectMode: false }), {
    complete: false,
    headers: {},
    httpVersionMinor: 1,
  });
  request.once('end', () => (request.complete = true));
  return {
    requestId: 'test',
    request: request as unknown as IncomingMessage,
    response: {} as ServerResponse,
    door: {
      clock: { watch: () => undefined, unwatch: () => undefined, stop: () => undefined },
      bodies: makeBudget(Infinity),
      heads: makeBudget(Infinity),
      room: makeBodyRoom(),
    },
    isAccepted: false,
    isStream: false,
    onAccepted: () => undefined,
    startedAt: 0,
    route: 'none',
    needsToken: true,
    broken: null,
    onBroken: null,
  };
};

const read = (packets: readonly Uint8Array[]) =>
  readAll({
    door: 'rest',
    requestId: 'r',
    credentials: O.none,
    key: () => O.none,
    parts: multipartParts(exchangeOf(packets), BOUNDARY),
    signal: new AbortController().signal,
  });

/** The contents of a body's parts, read in the plainest way there is. Null where the body is not whole. */
const plainContents = (body: Buffer): string[] | null => {
  const [before, ...segments] = `\r\n${body.toString('latin1')}`.split(`\r\n--${BOUNDARY}`);
  const end = segments.pop();
  if (before === undefined || end === undefined || !end.startsWith('--')) return null;
  // What is skipped holds no part.
  if ([before, end].some((skipped) => /content-disposition:/i.test(skipped))) return null;
  if (segments.some((segment) => !segment.startsWith('\r\n') || !segment.includes('\r\n\r\n'))) return null;
  return segments.map((segment) => segment.slice(segment.indexOf('\r\n\r\n') + 4));
};

const content = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  fc
    .array(fc.constantFrom('\r', '\n', '\r\n', '-', '--', BOUNDARY.slice(0, -1), `\r\n--${BOUNDARY.slice(0, -1)}`, 'x'))
    .map((pieces) => pieces.join('')),
);
const part: fc.Arbitrary<WrittenPart> = fc.oneof(
  fc
    .tuple(fc.constantFrom('phone', 'caption'), fc.string({ unit: 'binary', maxLength: 50 }))
    .map(([name, text]) => fieldOf(name, utf8(text.replaceAll(BOUNDARY, '')))),
  content.map((bytes) => fileOf(bytes)),
);
const form = fc.array(part, { minLength: 1, maxLength: 6 });

/** Cuts bytes into packets at these places. */
const packetsOf = (body: Buffer, cuts: readonly number[]): Buffer[] => {
  const places = [0, ...cuts.map((cut) => cut % (body.length + 1)), body.length].sort((a, b) => a - b);
  return places
    .slice(1)
    .map((place, index) => body.subarray(places[index], place))
    .filter(({ length }) => length > 0);
};
const cuts = fc.array(fc.nat(100_000), { maxLength: 8 });

type Mutation = (body: Buffer) => Buffer;
const at = (body: Buffer, place: number): number => place % (body.length + 1);
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.nat(100_000).map(
    (place): Mutation =>
      (body) =>
        body.subarray(0, at(body, place)),
  ),
  fc.tuple(fc.nat(100_000), fc.nat(60)).map(
    ([place, length]): Mutation =>
      (body) =>
        Buffer.concat([body.subarray(0, at(body, place)), body.subarray(at(body, place) + length)]),
  ),
  fc
    .tuple(
      fc.nat(100_000),
      fc.constantFrom(
        '\r\n',
        '--',
        `\r\n--${BOUNDARY}`,
        `\r\n--${BOUNDARY}--`,
        `\r\n--${BOUNDARY}\r\n`,
        '\r\n\r\n',
        '"',
        '\0',
      ),
    )
    .map(
      ([place, text]): Mutation =>
        (body) =>
          Buffer.concat([body.subarray(0, at(body, place)), Buffer.from(text), body.subarray(at(body, place))]),
    ),
  fc.tuple(fc.nat(100_000), fc.nat(255)).map(([place, byte]): Mutation => (body) => {
    const changed = Buffer.from(body);
    if (changed.length > 0) changed[place % changed.length] = byte;
    return changed;
  }),
);

describe('the multipart reader', () => {
  it('takes every whole body, however it is cut into packets, and hands out its very bytes', async () => {
    await fc.assert(
      fc.asyncProperty(form, cuts, async (parts, places) => {
        const seen = await read(packetsOf(writeForm(parts), places));
        expect(seen.fault).to.equal(null);
        expect([
          ...seen.fields.map(([, value]) => utf8(value as string)),
          ...seen.files.map((file) => file.content.toString('latin1')),
        ]).to.have.members(parts.map((written) => written.content));
      }),
      { numRuns: 300 },
    );
  });

  it('takes no mutated body for whole that is not, and survives them all', async () => {
    await fc.assert(
      fc.asyncProperty(
        form,
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        cuts,
        async (parts, changes, places) => {
          const body = changes.reduce((changed, change) => change(changed), writeForm(parts));
          const seen = await read(packetsOf(body, places));
          if (seen.fault !== null) return void expect(seen.fault._tag).to.equal('MalformedBody');
          const contents = plainContents(body);
          expect(contents, JSON.stringify(body.toString('latin1'))).not.to.equal(null);
          expect([
            ...seen.fields.map(([, value]) => utf8(value as string)),
            ...seen.files.map((file) => file.content.toString('latin1')),
          ]).to.have.members(contents ?? []);
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it('takes no body that breaks off anywhere', async () => {
    const body = writeForm([fieldOf('phone', '1'), fileOf('some bytes'), fieldOf('caption', 'Hi')]);
    // What comes last is a line break that may be missing.
    for (let length = 0; length < body.length - 2; length += 1)
      expect((await read([body.subarray(0, length)])).fault, String(length)).not.to.equal(null);
  });
});
