import { createHash, randomBytes } from 'node:crypto';
import { bufferOfSize } from '../support/sample-of-size.js';
import { drawn, numbers } from './chance.js';
import { type Call } from './journal.js';

const KIB = 1_024;

/** A file whose bytes can be made new without making it anything else: sixteen of them mean nothing to its format. */
interface Template {
  readonly mediaType: 'image' | 'document';
  readonly fileName: string;
  readonly bytes: Buffer;
}

const template = (extension: 'jpg' | 'pdf', sizeBytes: number): Template => ({
  mediaType: extension === 'jpg' ? 'image' : 'document',
  fileName: `load.${extension}`,
  bytes: bufferOfSize(extension, sizeBytes),
});

const templates: readonly Template[] = [
  template('jpg', 20 * KIB),
  template('jpg', 60 * KIB),
  template('jpg', 100 * KIB),
  template('jpg', 20 * KIB),
  template('pdf', 2_500 * KIB),
];

const PHONES = 5_000;
/** A throw of the dice that names its recipient by number. */
const BY_NUMBER = 3 * PHONES;
/** One call in so many sends the same bytes as others do. */
const SHARED_ONE_IN = 6;

/**
 * Endless calls: new pictures and old ones, some documents of several writes, new and known contacts, by number, by user id
 * and by both, most of them under a key. The seed decides all but the bytes.
 */
export function* calls(seed: number): Generator<Call, never> {
  for (let round = 0; ; round += 1) {
    for (const dice of drawn(numbers(0, 2 ** 30), seed + round, 1_000)) {
      const { mediaType, fileName, bytes } = templates[dice % templates.length] as Template;
      const shared = Math.floor(dice / 8) % SHARED_ONE_IN === 0;
      yield callOf({ mediaType, fileName, bytes: shared ? bytes : renewed(bytes) }, dice, dice % 4 !== 0);
    }
  }
}

/** One call that sends a new picture of this size. */
export const newPicture = (sizeBytes: number): Call => {
  const { mediaType, fileName, bytes } = template('jpg', sizeBytes);
  return callOf({ mediaType, fileName, bytes: renewed(bytes) }, BY_NUMBER, true);
};

/** One call that sends a new document of this size. */
export const newDocument = (sizeBytes: number): Call => {
  const { mediaType, fileName, bytes } = template('pdf', sizeBytes);
  return callOf({ mediaType, fileName, bytes: renewed(bytes) }, BY_NUMBER, true);
};

const callOf = (file: Template, dice: number, hasKey: boolean): Call => {
  const id = randomBytes(12).toString('hex');
  return {
    ...file,
    id,
    key: hasKey ? `key-${id}` : null,
    ...recipientOf(dice),
    sha256: createHash('sha256').update(file.bytes).digest('hex'),
  };
};

/** Half of the calls name a person by number, a third by user id, the others by both. */
const recipientOf = (dice: number): Pick<Call, 'phone' | 'userId'> => {
  const person = dice % PHONES;
  const kind = Math.floor(dice / PHONES) % 6;
  const [phone, userId] = [`1415${String(5_550_000 + person).padStart(7, '0')}`, `US.1349${person}`];
  return { phone: kind === 1 || kind === 2 ? null : phone, userId: kind < 3 ? userId : null };
};

/** The same file with other bytes in the middle of its largest filling. */
const renewed = (bytes: Buffer): Buffer => {
  const copy = Buffer.from(bytes);
  // Hex is nothing special in a comment of a PDF or a JPEG.
  copy.write(randomBytes(8).toString('hex'), Math.floor(copy.length / 2), 'latin1');
  return copy;
};
