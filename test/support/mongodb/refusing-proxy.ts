import { type Document } from 'mongodb';
import { startWire } from './wire.js';

/** What a server says of a command that it does not carry out. */
export interface Refusal {
  readonly code: number;
  readonly codeName: string;
  readonly errmsg: string;
}

export const loginRefused: Refusal = { code: 18, codeName: 'AuthenticationFailed', errmsg: 'Authentication failed.' };
export const notAllowed: Refusal = { code: 13, codeName: 'Unauthorized', errmsg: 'not authorized on postcard' };
export const diskFull: Refusal = { code: 14_031, codeName: 'OutOfDiskSpace', errmsg: 'No space left on device' };

/** A wire to the database on which commands can be refused, as a server refuses them. */
export interface RefusingProxy {
  readonly url: string;
  /** Refuses these commands from now on, on this collection if one is named, and only those that `isMeant` accepts. */
  readonly refuse: (
    refusal: Refusal,
    commands: readonly string[],
    collection?: string,
    isMeant?: (command: Document) => boolean,
  ) => void;
  /** Carries these commands out from now on, but does not answer them. */
  readonly silence: (commands: readonly string[], collection?: string) => void;
  readonly allow: () => void;
  readonly close: () => Promise<void>;
}

export const startRefusingProxy = async (databaseUrl: string): Promise<RefusingProxy> => {
  let refusalOf: (command: Document) => Refusal | 'silence' | null = () => null;
  const meant =
    (verdict: Refusal | 'silence', commands: readonly string[], collection?: string, isMeant = (_: Document) => true) =>
    (command: Document): Refusal | 'silence' | null => {
      const [name, value] = Object.entries(command)[0] ?? [];
      const isNamed = commands.includes(name ?? '') && (collection === undefined || value === collection);
      return isNamed && isMeant(command) ? verdict : null;
    };
  const wire = await startWire(databaseUrl, async (command, { carryOut }) => {
    const refusal = refusalOf(command);
    if (refusal !== null && refusal !== 'silence') return { ok: 0, ...refusal };
    const answer = await carryOut();
    return refusal === null ? answer : null;
  });
  return {
    url: wire.url,
    refuse: (refusal, commands, collection, isMeant) => {
      refusalOf = meant(refusal, commands, collection, isMeant);
    },
    silence: (commands, collection) => {
      refusalOf = meant('silence', commands, collection);
    },
    allow: () => {
      refusalOf = () => null;
    },
    close: wire.close,
  };
};
