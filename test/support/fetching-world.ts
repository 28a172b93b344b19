import { type Origin, type OriginRoute, startOrigin } from './origin.js';
import { type PostcardWorld, startPostcard } from './postcard-world.js';

/** A Postcard that may fetch from a web server beside it. Both are closed together. */
export interface FetchingWorld extends PostcardWorld {
  readonly origin: Origin;
}

export const startFetchingPostcard = async (routes: Readonly<Record<string, OriginRoute>>): Promise<FetchingWorld> => {
  const origin = await startOrigin(routes);
  const world = await startPostcard({ environment: { FETCH_ALLOWED_HOSTS: origin.host } });
  return {
    ...world,
    origin,
    close: async () => {
      await world.close();
      await origin.close();
    },
  };
};
