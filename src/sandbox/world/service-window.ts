import type { Person } from './people/people.js';

/** Meta's customer service window: 24 hours from the last message of the person, by number or by user id. */
export type ServiceWindow = {
  opened(phoneNumberId: string, person: Person): void;
  isOpen(phoneNumberId: string, person: Person): boolean;
};

const LENGTH_MS = 24 * 3_600_000;
const CAPACITY = 10_000;

/** No window is open yet; where `strict` is false they all are. `now` in milliseconds since 1970. */
export const makeServiceWindow = (strict: boolean, now: () => number): ServiceWindow => {
  const lastInbound = new Map<string, number>();
  return {
    opened: (phoneNumberId, person) => {
      const pair = `${phoneNumberId}:${String(person.key)}`;
      lastInbound.delete(pair);
      lastInbound.set(pair, now());
      for (const oldest of lastInbound.keys()) {
        if (lastInbound.size <= CAPACITY) break;
        lastInbound.delete(oldest);
      }
    },
    isOpen: (phoneNumberId, person) => {
      if (!strict) return true;
      const at = lastInbound.get(`${phoneNumberId}:${String(person.key)}`);
      return at !== undefined && now() - at < LENGTH_MS;
    },
  };
};
