import * as E from 'fp-ts/lib/Either.js';
import { type Config, readConfig } from '../../src/app/config.js';
import { makeLog } from '../../src/kit/logging/log.js';
import { type Service, startService } from '../../src/app/service.js';

/** The settings of a test's own service: free ports, and what it says of itself. */
export const configOf = (settings: Readonly<Record<string, string>>): Config => {
  const config = readConfig({ PORT: '0', GRPC_PORT: '0', SANDBOX_PORT: '0', ...settings });
  if (E.isLeft(config)) throw new TypeError(config.left.join('; '));
  return config.right;
};

export interface WatchedService extends Service {
  /** Everything it has logged so far, at every level. */
  readonly logged: () => string;
}

/** The whole service in this process, as `npm start` runs it, with a log that can be read. */
export const startWatched = async (config: Config): Promise<WatchedService> => {
  let logged = '';
  const log = makeLog('trace', { write: (line) => void (logged += line) });
  const service = await startService(config, log, new AbortController().signal);
  if (service === null) throw new TypeError('it was not asked to stop, and stopped');
  return { ...service, logged: () => logged };
};
