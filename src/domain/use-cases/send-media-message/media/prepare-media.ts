import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { mimeOfFormat } from '../../../model/media/media-rules.js';
import { traitWarnings } from '../../../model/media/traits.js';
import { detectFormat, type DetectPorts } from './detect-format.js';
import { type PreparedMedia, type Step, type With } from '../journey.js';
import { mediaName } from './media-name.js';
import { obtainFile, type ObtainPorts } from './obtain-file.js';
import { outgoingFile, type OutgoingPorts } from './outgoing-file.js';

type MediaPorts = ObtainPorts & DetectPorts & OutgoingPorts;

/** Gets the file, detects its format, and converts it if WhatsApp needs that. */
export const prepareMedia = (
  ports: MediaPorts,
  journey: With<'call' | 'caller' | 'cleanup' | 'request'>,
): Step<PreparedMedia> =>
  pipe(
    TE.Do,
    TE.bind('file', () => obtainFile(ports, journey)),
    TE.bind('recognized', ({ file }) => detectFormat(ports, journey, file)),
    TE.bind('outgoing', ({ file, recognized }) => outgoingFile(ports, journey, file.staged, recognized)),
    TE.map(({ file, recognized: { format, traits }, outgoing }) => ({
      staged: file.staged,
      servedType: mimeOfFormat[format],
      name: mediaName(journey.request.fields, file.name, format),
      outgoing,
      warnings: traitWarnings(traits),
    })),
  );
