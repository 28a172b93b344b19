import { newPicture } from '../calls.js';
import { multipartOf, multipartType } from '../doors.js';
import { type Scale } from '../part.js';
import { chunked, headOf, statusOf } from '../raw/http.js';
import { many } from '../raw/line.js';
import { type Move, type MoveReport, type Prey, type Raid, tally, tokenOf, unlawful } from './raid.js';

/**
 * SAFETY N1: a body or a message in more than a thousand pieces is refused if they are smaller than this on average.
 * Pieces of just this size may be on either side, for the last is shorter.
 */
export const SMALL = 16;

/** What may come of it: the refusal where pieces are small, the answer where they are not. */
const eitherSide = <A>(piece: number, refused: A, answered: A): readonly A[] =>
  piece < SMALL ? [refused] : piece === SMALL ? [refused, answered] : [answered];

const sizesOf = (scale: Scale): readonly number[] =>
  scale === 'whole' ? [1, 2, 3, 7, 16, 64, 1_024, 16_384] : [1, 16, 1_024];

/** One move for each size of piece. */
export const forEachSize =
  (what: string, run: (prey: Prey, piece: number, scale: Scale) => Promise<MoveReport>): Raid =>
  (scale) =>
    sizesOf(scale).map((piece): Move => ({ name: `${what} of ${piece} B`, run: (prey) => run(prey, piece, scale) }));

/** The outcomes, and those among them that are not lawful. */
export const report = (outcomes: readonly unknown[], lawful: readonly unknown[]): MoveReport => ({
  tried: outcomes.length,
  figures: tally(outcomes),
  faults: unlawful(outcomes, lawful),
  late: [],
});

const wrongSignature = { 'X-Hub-Signature-256': `sha256=${'0'.repeat(64)}` };
const inChunks = { 'Transfer-Encoding': 'chunked' };

/** Some bodies that nobody has signed, at once. */
export const unsignedWebhooks = async (
  { restUrl }: Prey,
  piece: number,
  bytes: number,
  count: number,
): Promise<MoveReport> => {
  const head = headOf('POST', '/webhooks/whatsapp', {
    'Content-Type': 'application/json',
    ...wrongSignature,
    ...inChunks,
  });
  const body = chunked(Buffer.from(`{"object":"${'x'.repeat(bytes - 13)}"}`), piece);
  const statuses = await many(count, () => statusOf(restUrl, [head, body]));
  return report(statuses, [...eitherSide(piece, 400, 401), 408]);
};

/** Bodies of 3 MB: one where its pieces are small, for a service that keeps each of them dies of three. */
export const webhookPieces = forEachSize('chunks', (prey, piece, scale) =>
  unsignedWebhooks(prey, piece, scale === 'whole' ? 3_000_000 : 30_000, scale === 'whole' && piece >= SMALL ? 3 : 1),
);

const jsonOf = (bytes: number): string =>
  JSON.stringify({ phone: '+14155550123', media_type: 'image', note: 'x'.repeat(bytes) });
const formOf = (bytes: number): string => `phone=%2B14155550123&media_type=image&note=${'x'.repeat(bytes)}`;

/** JSON and form bodies that name no media: 422 once they are read. */
export const bodyPieces = forEachSize('chunks', async (prey, piece) => {
  const bodies = [
    ['application/json', jsonOf(60_000)],
    ['application/x-www-form-urlencoded', formOf(60_000)],
  ] as const;
  const statuses = await many(8, (index) => {
    const [type, body] = bodies[index % 2] as (typeof bodies)[number];
    const head = headOf('POST', '/messages/media', {
      Authorization: `Bearer ${tokenOf(prey)}`,
      'Content-Type': type,
      ...inChunks,
    });
    return statusOf(prey.restUrl, [head, chunked(Buffer.from(body), piece)]);
  });
  return report(statuses, eitherSide(piece, 400, 422));
});

/** Whole uploads of a picture. Each must be taken, however small its pieces are. */
export const uploadsInChunks = async (prey: Prey, piece: number, bytes: number, count: number): Promise<MoveReport> => {
  const head = headOf('POST', '/messages/media', {
    Authorization: `Bearer ${tokenOf(prey)}`,
    'Content-Type': multipartType,
    ...inChunks,
  });
  const statuses = await many(count, () =>
    statusOf(prey.restUrl, [head, chunked(multipartOf(newPicture(bytes)), piece)]),
  );
  return report(statuses, [200]);
};

export const multipartPieces = forEachSize('chunks', (prey, piece, scale) =>
  uploadsInChunks(prey, piece, scale === 'whole' ? 1_000_000 : 20_000, scale === 'whole' ? 3 : 1),
);
