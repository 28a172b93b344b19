import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { toInvalid } from '../../../model/field-faults.js';
import { limitOf } from '../../../model/media/media-rules.js';
import { type Found, type MediaDownloader } from '../../../ports/media-downloader.js';
import { downloadName } from './download-name.js';
import { type OwnFilePorts, takeOwnFile } from './own-file.js';
import { fileFaults } from '../request/file-faults.js';
import { type NamedFile, type Step, type With } from '../journey.js';
import { stageFile, type StagePorts } from '../request/stage-file.js';

export type ObtainPorts = StagePorts & OwnFilePorts & { readonly downloader: MediaDownloader };

type Asked = With<'call' | 'caller' | 'cleanup' | 'request'>;

/** The uploaded file, the stored file that a URL of our own names, or the file downloaded from its URL. */
export const obtainFile = (ports: ObtainPorts, journey: Asked): Step<NamedFile> => {
  const { call, caller, request } = journey;
  if (request.source._tag === 'Uploaded') return TE.right(request.source.file);
  const own = ports.ownMedia(request.source.url);
  if (O.isSome(own)) return takeOwnFile(ports, journey, own.value);
  const from = { account: caller.account.id, url: request.source.url, signal: call.signal };
  return ports.downloader.download(from, (found) => keepDownload(ports, journey, found));
};

/** Stages a download, under the same rules of name and size as an upload. */
const keepDownload = (ports: ObtainPorts, journey: Asked, found: Found): Step<NamedFile> => {
  const { mediaType } = journey.request.fields;
  const limitBytes = limitOf(mediaType);
  const { name, extension } = downloadName(found);
  const faultsAt = (sizeBytes: number) => fileFaults(O.some(mediaType), 'media_url', extension, sizeBytes);
  const early = faultsAt(1);
  if (early.length > 0) return TE.left(toInvalid(early));
  return pipe(
    stageFile(ports, journey, found.bytes, limitBytes),
    TE.mapLeft((fault) => (fault._tag === 'TooLarge' ? toInvalid(faultsAt(limitBytes + 1)) : fault)),
    TE.map((staged) => ({ name, extension, staged })),
  );
};
