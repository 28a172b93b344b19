import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type Extension } from '../../domain/model/media/media-rules.js';
import { type Recognition, recognized, unrecognized } from '../../domain/model/media/recognized.js';
import { type MediaInspector } from '../../domain/ports/media-inspector.js';
import { type BoundedFile, makeBoundedFile } from './bounded-file.js';
import { hasForeignSignature, SIGNATURE_BYTES } from './foreign-signature.js';
import { isPdf, pdfHeaderAt } from './pdf.js';
import { kindOf } from './kind-of.js';
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
    const late = (): Recognition => {
      file.stop();
      return unrecognized();
    };
    return withinTime(recognise(file, extension), TIME_LIMIT_MS, late);
  },
};

const recognise = async (file: BoundedFile, extension: O.Option<Extension>): Promise<Recognition> => {
  const head = await file.read(0, SIGNATURE_BYTES);
  const recogniser = recogniserFor(head);
  const promised = recogniser === undefined ? unrecognized() : await recogniser(file);
  if (E.isRight(promised) || promised.left.reason !== 'content_mismatch') return promised;
  const claimed = O.toUndefined(extension);
  const isPromised = recogniser !== undefined;
  if (claimed === 'txt' || claimed === 'csv') {
    if (await isText(file, isPromised)) return recognized(claimed);
  } else if (!isPromised && mayBePdf(claimed) && (await isLatePdf(file, head))) return recognized('pdf');
  return unrecognized('content_mismatch', promised.left.detected ?? (await kindOf(head, claimed)));
};

/** Called so, or nothing at all, as the file of a link into an object store. */
const mayBePdf = (claimed: Extension | undefined): boolean => claimed === undefined || claimed === 'pdf';

/** Some writers put a few lines before the header. What is another file's beginning is that file, though. */
const isLatePdf = async (file: BoundedFile, head: Buffer): Promise<boolean> =>
  pdfHeaderAt(head) !== undefined && !(await hasForeignSignature(head, true)) && isPdf(file);
