import * as O from 'fp-ts/lib/Option.js';
import { type Extension, type Format } from '../../domain/model/media/media-rules.js';
import { type MediaInspector } from '../../domain/ports/media-inspector.js';
import { type BoundedFile, makeBoundedFile } from './bounded-file.js';
import { hasForeignSignature, SIGNATURE_BYTES } from './foreign-signature.js';
import { isPdf, pdfHeaderAt } from './pdf.js';
import { recogniserFor } from './recognisers.js';
import { isText } from './text.js';
import { withinTime } from './time-limit.js';

const TIME_LIMIT_MS = 500;

/**
 * Judges a file by its bytes. Each format is checked by its own structure, since a signature alone is no file; what
 * has none is text, if its extension says so and its bytes do not contradict. Rejects only where the store does.
 */
export const mediaInspector: MediaInspector = {
  detect: (staged, extension) => () => {
    const file = makeBoundedFile(staged);
    const late = (): O.Option<Format> => {
      file.stop();
      return O.none;
    };
    return withinTime(formatOf(file, extension).then(O.fromNullable), TIME_LIMIT_MS, late);
  },
};

const formatOf = async (file: BoundedFile, extension: O.Option<Extension>): Promise<Format | undefined> => {
  const head = await file.read(0, SIGNATURE_BYTES);
  const recognise = recogniserFor(head);
  if (recognise !== undefined) return recognise(file);
  const claimed = O.toUndefined(extension);
  if (claimed === 'txt' || claimed === 'csv') return (await isText(file)) ? claimed : undefined;
  return claimed === 'pdf' && (await isLatePdf(file, head)) ? 'pdf' : undefined;
};

/** Some writers put a few lines before the header. What is another file's beginning is that file, though. */
const isLatePdf = async (file: BoundedFile, head: Buffer): Promise<boolean> =>
  pdfHeaderAt(head) !== undefined && !(await hasForeignSignature(head, true)) && isPdf(file);
