import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type ContactEvent } from '../../model/contact/contact-event.js';
import { withInbound } from '../../model/contact/last-inbound.js';
import { withShown } from '../../model/contact/shown-person.js';
import { type InboundMessage } from '../../model/message/news.js';
import { type Instant } from '../../model/time.js';
import { type Stored } from '../../ports/store.js';
import { findPeople } from './find-people.js';
import { type Learnt, learn } from './learn.js';
import { type LearnPorts } from './ports.js';

/**
 * Learns what an incoming message shows of its author, and when they wrote, in one write. Nothing is kept of a person who
 * is no contact. A damaged contact learns nothing: it must not keep WhatsApp repeating everything that its person writes.
 */
export const learnFromMessage = (
  ports: LearnPorts,
  account: Account,
  { author: shown, at }: Omit<InboundMessage, 'text'>,
): Stored<readonly ContactEvent[]> =>
  pipe(
    findPeople(ports, account.id, shown),
    TE.chain(({ items }) => learn(ports, account, items, { shown, at }, writtenBy(ports.clock.now()))),
  );

const writtenBy =
  (now: Instant): Learnt =>
  (contact, shown, at) =>
    withInbound(withShown(contact, shown, at), at, now);
