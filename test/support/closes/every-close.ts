import { createHash } from 'node:crypto';
import { type TlsOptions } from 'node:tls';
import { expect } from 'chai';
import {
  type Answer,
  answerOf,
  bodiesOf,
  type Closing,
  type ClosingServer,
  closings,
  type Cut,
  framings,
  startClosingServer,
} from './closing-server.js';
import { type Reader, readers as paces } from './readers.js';

/** One answer that is cut, and how it is read. */
export interface Trial {
  readonly server: ClosingServer;
  readonly cut: Cut;
  readonly reader: Reader;
}

/** What became of an answer: its body as it was taken for whole, or 'broken'. */
export type Read = (trial: Trial) => Promise<Buffer | 'broken'>;

export interface Closes {
  readonly read: Read;
  readonly bodies?: { readonly small: Buffer; readonly large: Buffer };
  readonly tls?: TlsOptions;
  /** Small answers are cut at ten places too: for what costs more than it shows. */
  readonly sparsely?: boolean;
  readonly closings?: readonly Closing[];
  readonly readers?: Readonly<Record<string, Reader>>;
  /** What may become of a cut answer; what a reader of bytes makes of it where absent. */
  readonly expected?: (cut: Cut) => readonly (Buffer | 'broken')[];
}

const anyBodies = {
  small: Buffer.from('a small body'),
  large: Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7 + (i >> 8)) % 251)),
};

const everyByte = ({ bytes }: Answer): number[] => Array.from({ length: bytes.length + 1 }, (_, at) => at);

/** The last one is the whole answer. */
const tenPlaces = ({ bytes, headLength }: Answer): number[] =>
  Array.from({ length: 10 }, (_, i) => headLength + Math.round(((bytes.length - headLength) * (i + 1)) / 10));

/** A test for each framing, way of closing and reader, over small answers at every byte and large ones at ten places. */
export const describeEveryClose = ({
  read,
  bodies = anyBodies,
  readers = paces,
  expected = bodiesOf,
  ...options
}: Closes): void => {
  let server: ClosingServer;
  before(async () => (server = await startClosingServer(options.tls)));
  after(() => server.stop());

  const hold = (framing: Answer['framing'], closing: Closing, name: string): void => {
    const reader = readers[name] as Reader;
    const tryAll = async (answer: Answer, places: readonly number[]): Promise<void> => {
      for (const at of places) {
        const cut = { answer, at, closing };
        const got = wordOf(await read({ server, cut, reader }));
        expect(expected(cut).map(wordOf), `cut at ${at} of ${answer.bytes.length}`).to.include(got);
      }
    };
    it(`by ${closing}, ${describeFraming[framing]}, with a ${name} reader`, async () => {
      const answers = [answerOf(framing, bodies.small), answerOf(framing, bodies.large)] as const;
      await tryAll(answers[0], options.sparsely === true ? tenPlaces(answers[0]) : everyByte(answers[0]));
      await tryAll(answers[1], tenPlaces(answers[1]));
    });
  };
  for (const framing of framings)
    for (const closing of options.closings ?? closings)
      for (const name of Object.keys(readers)) hold(framing, closing, name);
};

const describeFraming = { length: 'with a length', chunked: 'in chunks', close: 'without a length' };

/** Short enough to be printed, and different for different bodies. */
const wordOf = (body: Buffer | 'broken'): string =>
  body === 'broken' ? body : `${body.length} bytes, ${createHash('sha256').update(body).digest('hex').slice(0, 8)}`;
