import { type NotificationRefusal } from '../../domain/use-cases/receive-notification/refusal.js';
import { type Log } from '../../kit/logging/log.js';

const MINUTE = 60_000;

/** How many accounts a minute have lines of their own. A stranger can name them all. */
const MOST_LINES = 100;

/** When a line was written, and how many refusals of its kind came since. */
interface Line {
  readonly at: number;
  refusals: number;
}

/**
 * Logs refused webhooks: at most one line a minute for each account and reason (SPEC 5), however many come. A line
 * counts the refusals since the last one. `now` is in milliseconds and never goes back.
 */
export const logRefusedWebhooks = (log: Log, now: () => number): ((refusal: NotificationRefusal) => void) => {
  let lines = new Map<string, Line>();

  const isRecent = ({ at }: Line): boolean => now() - at < MINUTE;

  return ({ account, reason }) => {
    let key = `${account}/${reason}`;
    if (!lines.has(key) && lines.size >= MOST_LINES) {
      lines = new Map([...lines].filter(([, line]) => isRecent(line)));
      if (lines.size >= MOST_LINES) key = `others/${reason}`;
    }
    const line = lines.get(key) ?? { at: Number.NEGATIVE_INFINITY, refusals: 0 };
    line.refusals += 1;
    if (isRecent(line)) return;
    const named = key.startsWith('others/') ? null : account;
    log.warn({ account_id: named, reason, refusals: line.refusals }, 'refused a webhook from WhatsApp');
    lines.set(key, { at: now(), refusals: 0 });
  };
};
