import { type EventType } from '../../domain/model/event/event-type.js';
import { type AwaitEvent, type ListedEvent } from './await-event.js';
import { type Clip, picture, voiceClip } from './clips.js';
import { endingOf, endings, ordinaryEnding } from './numbers.js';
import { erase, type Recipient, sendAccepted, sendTo, write } from './person.js';
import { type SandboxServer } from './sandbox-server.js';

/** What a scenario is played on. */
export interface Stage {
  readonly server: SandboxServer;
  readonly awaitEvent: AwaitEvent;
  /** WhatsApp's error code of a message that fails. */
  readonly code: number;
}

/** How an event comes about. */
export interface Scenario {
  /** The events that it waits for, the last of them being the one that is asked for. */
  readonly types: readonly EventType[];
  /** Brings it about, and resolves to it. */
  readonly play: (stage: Stage) => Promise<ListedEvent>;
}

const ACCESS_TOKEN_REFUSED = 190;

/** A message to somebody new whose number has this ending. */
const message = (type: EventType, ending: (stage: Stage) => string, clip: Clip = picture): Scenario => ({
  types: [type],
  play: async (stage) => {
    const recipient = await sendTo(stage.server.target, ending(stage), clip);
    return stage.awaitEvent(type, isOfMessage(recipient));
  },
});

/** What somebody new does, or suffers, once they got a picture. */
const person = (
  type: EventType,
  then: (stage: Stage, recipient: Recipient) => Promise<void>,
  others: readonly EventType[] = [],
): Scenario => ({
  types: [...others, type],
  play: async (stage) => {
    const recipient = await sendAccepted(stage.server.target, ordinaryEnding());
    await then(stage, recipient);
    return stage.awaitEvent(type, isOfContact(recipient));
  },
});

const optOut = async ({ server }: Stage, recipient: Recipient): Promise<void> => write(server, recipient, 'STOP');

const attention: Scenario = {
  types: ['account.attention'],
  play: async ({ server, awaitEvent }) => {
    // WhatsApp's yes ends an earlier problem of the token, so that there is a new one to tell of.
    await sendAccepted(server.target, endings.noStatuses);
    await sendTo(server.target, endingOf(ACCESS_TOKEN_REFUSED));
    return awaitEvent('account.attention', ({ data }) => hasTokenProblem(data));
  },
};

/** How each event comes about in the sandbox (SHAPES, "The command line"). */
export const scenarios = {
  'message.sent': message('message.sent', () => endings.noStatuses),
  'message.delivered': message('message.delivered', ordinaryEnding),
  'message.read': message('message.read', ordinaryEnding),
  'message.played': message('message.played', () => endings.plays, voiceClip),
  'message.failed': message('message.failed', ({ code }) => endingOf(code)),
  'message.unconfirmed': message('message.unconfirmed', () => endings.cut),
  'contact.created': person('contact.created', async () => undefined),
  'contact.opted_out': person('contact.opted_out', optOut),
  'contact.opted_in': person(
    'contact.opted_in',
    async (stage, recipient) => {
      await optOut(stage, recipient);
      await stage.awaitEvent('contact.opted_out', isOfContact(recipient));
      await write(stage.server, recipient, 'START');
    },
    ['contact.opted_out'],
  ),
  'contact.erased': person('contact.erased', ({ server }, recipient) => erase(server, recipient)),
  'account.attention': attention,
} as const satisfies Record<EventType, Scenario>;

const dataOf = ({ data }: ListedEvent): Readonly<Record<string, unknown>> =>
  typeof data === 'object' && data !== null ? (data as Readonly<Record<string, unknown>>) : {};

const isOfMessage =
  ({ chatMessageId }: Recipient) =>
  (event: ListedEvent): boolean =>
    dataOf(event)['chat_message_id'] === chatMessageId;

const isOfContact =
  ({ contactId }: Recipient) =>
  (event: ListedEvent): boolean =>
    dataOf(event)['contact_id'] === contactId;

const hasTokenProblem = (data: unknown): boolean => {
  const { health } = data as { readonly health?: { readonly problems?: readonly { readonly reason?: unknown }[] } };
  return health?.problems?.some(({ reason }) => reason === 'token') ?? false;
};
