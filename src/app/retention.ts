import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { mayDeleteByAge } from '../domain/model/service-time.js';
import { type MediaStorage } from '../domain/ports/media-storage.js';
import { repeatErasings } from '../domain/use-cases/retain/repeat-erasings.js';
import { retainMedia, retainMessages } from '../domain/use-cases/retain/retain.js';
import { type Config } from './config.js';
import { type Chore } from './housekeeping.js';
import { deletingByAge, type Stores } from './stores.js';

/** What housekeeping does about erased people, and about what is kept for a time only (SPEC 6). */
export const retentionChores = (
  config: Pick<Config, 'MESSAGE_RETENTION' | 'MEDIA_RETENTION'>,
  stores: Pick<Stores, 'erasing' | 'service' | 'clock'>,
  media: Pick<MediaStorage, 'removeUnnamed' | 'dropNamedBefore'>,
): readonly Chore[] => {
  const { service, clock, erasing } = stores;
  const ports = { erasing, clock, media };
  const retention = { messages: config.MESSAGE_RETENTION, media: config.MEDIA_RETENTION };
  return [
    {
      what: 'records of erased people emptied',
      task: (goOn) =>
        pipe(
          () => service.look(clock.now())(),
          TE.chain((time) => repeatErasings(ports, mayDeleteByAge(time), goOn)),
        ),
    },
    {
      what: 'old messages emptied',
      task: (goOn) => deletingByAge(stores, retainMessages(ports, retention, goOn)),
    },
    {
      what: 'old files removed',
      task: () => deletingByAge(stores, retainMedia(ports, retention)),
    },
  ];
};
