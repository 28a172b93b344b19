import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type MediaRefused } from '../../../model/errors.js';
import { limitOf, mimeOfFormat, needsConversion } from '../../../model/media/media-rules.js';
import { type Recognized } from '../../../model/media/recognized.js';
import { isShownConverted } from '../../../model/media/traits.js';
import { type ConvertedImage, type MediaConverter } from '../../../ports/media-converter.js';
import { type StagedMedia } from '../../../ports/media-storage.js';
import { type OutgoingFile, type Step, type With } from '../journey.js';
import { readStaged } from './read-staged.js';
import { stageFile, type StagePorts } from '../request/stage-file.js';

export interface OutgoingPorts extends StagePorts {
  readonly converter: MediaConverter;
}

/** What WhatsApp gets of a file: the file itself, or its conversion if WhatsApp does not accept the format. */
export const outgoingFile = (
  ports: OutgoingPorts,
  journey: With<'call' | 'caller' | 'cleanup'>,
  staged: StagedMedia,
  { format, traits }: Recognized,
): Step<OutgoingFile> =>
  needsConversion(format) || isShownConverted(traits)
    ? pipe(
        convert(ports, journey, staged),
        TE.chain((image) => stageConverted(ports, journey, image)),
      )
    : TE.right({ staged, type: mimeOfFormat[format], converted: false });

const convert = (
  { converter }: OutgoingPorts,
  { call, caller }: With<'call' | 'caller'>,
  staged: StagedMedia,
): Step<ConvertedImage> =>
  pipe(
    readStaged(staged, (file) => converter.toWhatsAppImage(file, { account: caller.account.id, signal: call.signal })),
    TE.chainEitherKW(E.mapLeft((fault) => (fault._tag === 'NotConvertible' ? notConvertible(fault.cause) : fault))),
  );

const stageConverted = (
  ports: OutgoingPorts,
  journey: With<'cleanup'>,
  { bytes, type }: ConvertedImage,
): Step<OutgoingFile> =>
  pipe(
    stageFile(ports, journey, once(bytes), limitOf('image')),
    TE.mapLeft((fault) => (fault._tag === 'TooLarge' ? notConvertible() : fault)),
    TE.map((staged) => ({ staged, type, converted: true })),
  );

const notConvertible = (cause?: unknown): MediaRefused => ({ _tag: 'MediaRefused', reason: 'not_convertible', cause });

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
