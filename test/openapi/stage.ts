import { Registry } from 'prom-client';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import sharp from 'sharp';
import { type RestServerParts } from '../../src/adapters/rest/server.js';
import { unavailable } from '../../src/domain/model/errors.js';
import { allEndpointCalls, refusedEndpoints } from '../support/refused-endpoints.js';
import { refusedContacts } from '../support/refused-contacts.js';
import { cut, file, redirect, silence, startOrigin } from '../support/origin.js';
import { startPostcard } from '../support/postcard-world.js';
import { sample } from '../support/samples.js';
import { type Stage } from './provocations/provocation.js';

/** Behind this door every store is down. */
const down: Partial<RestServerParts> = {
  sendMediaMessage: async () => ({ rateLimit: O.none, replayed: false, result: E.left(unavailable('down')) }),
  getMessage: async () => ({ rateLimit: O.none, result: E.left(unavailable('down')) }),
  settleMessage: async () => ({ rateLimit: O.none, result: E.left(unavailable('down')) }),
  listMessages: async () => ({ rateLimit: O.none, result: E.left(unavailable('down')) }),
  contacts: refusedContacts(unavailable('down')),
  getAccount: async () => ({ rateLimit: O.none, result: E.left(unavailable('down')) }),
  getActivity: async () => ({ rateLimit: O.none, result: E.left(unavailable('down')) }),
  listEvents: async () => ({ rateLimit: O.none, result: E.left(unavailable('down')) }),
  listenEvents: async () => ({ rateLimit: O.none, result: E.left(unavailable('down')) }),
  webhookEndpoints: refusedEndpoints(unavailable('down')),
  mediaStorage: { open: () => TE.left(unavailable('down')) },
  webhook: {
    verifyHandshake: () => TE.left(unavailable('down')),
    receive: () => TE.left(unavailable('down')),
    onRefused: () => undefined,
  },
  ready: async () => false,
};

const defect = (): never => {
  throw new TypeError('a secret of the inside');
};

/** Behind this door nothing works. No request brings that about, or it would be mended. */
const defective = (): Partial<RestServerParts> => ({
  sendMediaMessage: defect,
  getMessage: defect,
  settleMessage: defect,
  listMessages: defect,
  contacts: { list: defect, get: defect, create: defect, change: defect, erase: defect, optOut: defect, optIn: defect },
  getAccount: defect,
  getActivity: defect,
  listEvents: defect,
  listenEvents: defect,
  webhookEndpoints: allEndpointCalls(defect),
  mediaStorage: { open: defect },
  webhook: { verifyHandshake: defect, receive: defect, onRefused: () => undefined },
  ready: defect,
  metrics: Object.assign(new Registry(), { metrics: defect }),
});

export const setStage = async (): Promise<Stage & { readonly close: () => Promise<void> }> => {
  // More pixels than are converted, in a few kilobytes.
  const huge = await sharp({ create: { width: 5_100, height: 5_000, channels: 3, background: 'red' } })
    .webp()
    .toBuffer();
  const origin = await startOrigin({
    '/holiday.jpg': file(sample('jpg')),
    '/invoice.pdf': file(sample('pdf')),
    '/huge.webp': file(huge),
    '/circle.jpg': redirect('/circle.jpg'),
    '/cut.jpg': cut(sample('jpg')),
    '/silent.jpg': silence,
  });
  const environment = { FETCH_ALLOWED_HOSTS: origin.host, WEBHOOK_ALLOWED_HOSTS: origin.host };
  const world = await startPostcard({ environment });
  const hasty = await startPostcard({ environment, stopping: true, downloadLimits: { headers: 50 } });
  const { id } = await world.newAccount();
  return {
    world,
    hasty,
    origin,
    token: await world.newToken(id),
    impatient: await world.openDoor({ limits: { headersTime: 200, watchInterval: 50 } }),
    down: await world.openDoor(down),
    defective: await world.openDoor(defective()),
    close: async () => {
      await world.close();
      await hasty.close();
      await origin.close();
    },
  };
};
