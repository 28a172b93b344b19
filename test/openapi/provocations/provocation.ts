import { type Answer } from '../../support/openapi.js';
import { type Origin } from '../../support/origin.js';
import { type PostcardWorld } from '../../support/postcard-world.js';

/** What provocations may use; all of them run at once on it. */
export interface Stage {
  readonly world: PostcardWorld;
  /** A token of an account that can send. */
  readonly token: string;
  /** Where `media_url` can be fetched. */
  readonly origin: Origin;
  /** A door that loses its patience with slow callers soon. */
  readonly impatient: string;
  /** A door whose stores are down. */
  readonly down: string;
  /** A door with a defect behind every route. */
  readonly defective: string;
  /** A service that begins no retry, and waits for no download that does not begin. */
  readonly hasty: PostcardWorld;
}

/** One documented answer, and how to get it. */
export interface Provocation {
  /** Of the operation that documents the answer. */
  readonly method: string;
  /** Its template. */
  readonly path: string;
  readonly status: number;
  /** The name of the documented example that the answer resembles; empty where the answer has no body to show. */
  readonly example: string;
  readonly provoke: (stage: Stage) => Promise<Answer>;
}

export const nameOf = ({ method, path, status, example }: Omit<Provocation, 'provoke'>): string =>
  `${method} ${path} ${status} ${example}`.trim();
