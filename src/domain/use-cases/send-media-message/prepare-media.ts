import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../../model/account.js';
import { type MediaRefusal, type MediaRefused, type SendMediaError } from '../../model/errors.js';
import { toInvalid } from '../../model/field-faults.js';
import { cleanFileName, extensionOfName, type FileName, withRightExtension } from '../../model/file-name.js';
import {
  allowsFormat,
  extensionOf,
  extensionOfContentType,
  type Format,
  limitOf,
  type MediaType,
  mimeOfFormat,
  needsConversion,
  type ServedType,
} from '../../model/media-rules.js';
import { type ConvertedImage, type MediaConverter } from '../../ports/media-converter.js';
import { type Found, type MediaDownloader } from '../../ports/media-downloader.js';
import { type MediaInspector } from '../../ports/media-inspector.js';
import { type StagedMedia } from '../../ports/media-storage.js';
import { readStaged } from './read-staged.js';
import { fileFaults, type SendMediaRequest, type UploadedFile } from './request.js';
import { type Staging } from './cleanup.js';

interface MediaPorts {
  readonly inspector: MediaInspector;
  readonly converter: MediaConverter;
  readonly downloader: MediaDownloader;
}

/** A file that may be published and sent. */
export interface PreparedMedia {
  readonly staged: StagedMedia;
  readonly servedType: ServedType;
  /** The name that the media URL ends in, and that a document is sent with. */
  readonly name: FileName;
  /** What WhatsApp gets; other bytes than the staged ones where it does not take those. */
  readonly outgoing: { readonly staged: StagedMedia; readonly type: string; readonly converted: boolean };
}

type Step<A> = TE.TaskEither<SendMediaError, A>;

/** Gets the file, finds out what it is, and makes of it what WhatsApp takes. */
export const prepareMedia =
  (ports: MediaPorts) =>
  (staging: Staging, account: AccountId, request: SendMediaRequest, signal: AbortSignal): Step<PreparedMedia> =>
    pipe(
      TE.Do,
      TE.bind('file', () => fileOf(ports)(staging, account, request, signal)),
      TE.bind('format', ({ file }) => formatOf(ports)(file, request.fields.mediaType)),
      TE.bind('outgoing', ({ file, format }) => outgoingOf(ports)(staging, file.staged, format)),
      TE.map(({ file, format, outgoing }) => ({
        staged: file.staged,
        servedType: mimeOfFormat[format],
        name: nameOf(request, file, format),
        outgoing,
      })),
    );

const fileOf =
  (ports: MediaPorts) =>
  (
    staging: Staging,
    account: AccountId,
    { source, fields }: SendMediaRequest,
    signal: AbortSignal,
  ): Step<UploadedFile> =>
    source._tag === 'Uploaded'
      ? TE.right(source.file)
      : ports.downloader.download({ account, url: source.url, signal }, (found) =>
          keepDownload(staging, found, fields.mediaType),
        );

/** Stages what a URL gave, under the same rules of name and size as an upload. */
const keepDownload = (staging: Staging, found: Found, type: MediaType): Step<UploadedFile> => {
  const name = downloadName(found);
  const faultsAt = (sizeBytes: number) => fileFaults(O.some(type), 'media_url', name, sizeBytes);
  const early = faultsAt(1);
  if (early.length > 0) return TE.left(toInvalid(early));
  return pipe(
    staging.stage(found.bytes, limitOf(type)),
    TE.mapLeft((fault) => (fault._tag === 'TooLarge' ? toInvalid(faultsAt(limitOf(type) + 1)) : fault)),
    TE.map((staged) => ({ name, staged })),
  );
};

/** The name a download goes by: its path's last part, failing that its disposition's, then by its content type. */
const downloadName = ({ pathName, dispositionName, contentType }: Found): string => {
  if (/\.[^.]+$/.test(pathName)) return pathName;
  if (dispositionName !== null && /\.[^.]+$/.test(dispositionName)) return dispositionName;
  return pipe(
    O.fromNullable(contentType),
    O.chain(extensionOfContentType),
    O.match(
      () => pathName,
      (extension) => `${pathName === '' ? 'file' : pathName}.${extension}`,
    ),
  );
};

const formatOf =
  (ports: MediaPorts) =>
  (file: UploadedFile, type: MediaType): Step<Format> =>
    pipe(
      TE.fromPredicate(
        (staged: StagedMedia): boolean => staged.sizeBytes > 0,
        () => emptyDownload,
      )(file.staged),
      TE.chainW((staged) => readStaged(staged, (read) => ports.inspector.detect(read, extensionOfName(file.name)))),
      TE.map(O.filter((format) => allowsFormat(type, format))),
      TE.chain(TE.fromOption((): SendMediaError => refused('content_mismatch'))),
    );

const emptyDownload = toInvalid(fileFaults(O.none, 'media_url', '', 0));

const outgoingOf =
  (ports: MediaPorts) =>
  (staging: Staging, staged: StagedMedia, format: Format): Step<PreparedMedia['outgoing']> =>
    needsConversion(format)
      ? pipe(
          readStaged(staged, ports.converter.toWhatsAppImage),
          TE.chainEitherKW(E.mapLeft(({ cause }): SendMediaError => refused('not_convertible', cause))),
          TE.chain((image) => stageConverted(staging, image)),
        )
      : TE.right({ staged, type: mimeOfFormat[format], converted: false });

const stageConverted = (staging: Staging, { bytes, type }: ConvertedImage): Step<PreparedMedia['outgoing']> =>
  pipe(
    staging.stage(once(bytes), limitOf('image')),
    TE.mapLeft((fault): SendMediaError => (fault._tag === 'TooLarge' ? refused('not_convertible') : fault)),
    TE.map((staged) => ({ staged, type, converted: true })),
  );

/** The caller's own name, else the cleaned name the file came with, else its type; always with the right extension. */
const nameOf = ({ fields }: SendMediaRequest, file: UploadedFile, format: Format): FileName =>
  pipe(
    O.fromNullable(fields.filename),
    O.alt(() => cleanFileName(file.name)),
    O.getOrElse(() => `${fields.mediaType}.${extensionOf(format)}` as FileName),
    (name) => withRightExtension(name, format),
  );

const refused = (reason: MediaRefusal, cause?: unknown): MediaRefused => ({ _tag: 'MediaRefused', reason, cause });

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
