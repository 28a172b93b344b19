import { type InboundMessage } from '../../model/message/news.js';
import { type Clock } from '../../ports/clock.js';

/** How many messages are looked through in one turn: the most that Meta sends in one body. */
const A_BATCH = 1_000;

type Messages = readonly InboundMessage[];

/** The messages of a body, some at a time. It lets others have their turn in between. */
export async function* inBatches({ sleep }: Pick<Clock, 'sleep'>, messages: Messages): AsyncGenerator<Messages> {
  for (let from = 0; from < messages.length; from += A_BATCH) {
    if (from > 0) await sleep(0)();
    yield messages.slice(from, from + A_BATCH);
  }
}

/** The latest message of each author, since a person who writes much shows the same each time. */
export const latestOfEach = async (clock: Pick<Clock, 'sleep'>, messages: Messages): Promise<Messages> => {
  const latest = new Map<string, InboundMessage>();
  for await (const some of inBatches(clock, messages))
    for (const message of some) {
      const author = JSON.stringify(message.author);
      const known = latest.get(author);
      if (known === undefined || known.at < message.at) latest.set(author, message);
    }
  return [...latest.values()];
};
