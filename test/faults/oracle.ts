import { type Message } from '../../src/domain/model/message/message.js';
import { type WrongEvents } from './events-oracle.js';
import { type AcceptedSend } from './fake-graph.js';
import { acknowledgement, type Entry } from './journal.js';
import { type Snapshot } from './stores.js';

/** The ways in which a store may have broken its word, with what speaks for each. */
export interface Broken {
  /** Acknowledged, and not there as acknowledged. */
  readonly lost: readonly string[];
  /** Accepted by WhatsApp more than once. */
  readonly twice: readonly string[];
  /** A file whose bytes are not those that came. */
  readonly torn: readonly string[];
  /** A file that no message names and no sweep took away. */
  readonly orphan: readonly string[];
  /** A message whose file is not there. */
  readonly dangling: readonly string[];
  /** Messages to one person that are of several contacts. */
  readonly doubled: readonly string[];
  /** Accepted by WhatsApp, and no record of it, or one that denies it. */
  readonly unknown: readonly string[];
}

/** What all sides of a run say. */
export interface Evidence {
  readonly entries: readonly Entry[];
  readonly accepted: readonly AcceptedSend[];
  readonly snapshot: Snapshot;
  readonly orphans: readonly string[];
  /** The first message that the snapshot shows; what is said of earlier ones is passed over. */
  readonly from?: number;
}

/** Holds what clients and WhatsApp know against what the store holds: SAFETY X1 and X2. */
export const judge = (evidence: Evidence): Broken => {
  const { entries, snapshot, from = 1 } = evidence;
  const accepted = evidence.accepted.filter((send) => messageOf(send) >= from);
  const messages = new Map(snapshot.messages.map((message) => [message.id as number, message]));
  const byCaption = new Map(entries.map((entry) => [entry.call.id, entry]));
  return {
    lost: entries.flatMap((entry) => lostOf(entry, from, messages, accepted)),
    twice: [...repeated(accepted.map(({ callbackData }) => callbackData)), ...repeated(callsOf(accepted))],
    torn: [...tornFiles(snapshot, byCaption), ...tornSends(accepted, byCaption)],
    orphan: evidence.orphans,
    dangling: snapshot.messages
      .filter(({ mediaId }) => snapshot.digests.get(mediaId) === null)
      .map(({ id, mediaId }) => `message ${id} names ${mediaId}, which is not there`),
    doubled: doubledIn(snapshot.messages),
    unknown: accepted.flatMap((send) => unknownOf(send, messages)),
  };
};

export const isSound = (broken: Broken): boolean => complaints(broken).length === 0;

/** All that is broken, in words. */
export const complaints = (broken: Broken | WrongEvents): readonly string[] =>
  Object.entries(broken).flatMap(([name, list]) => (list as readonly string[]).map((what) => `${name}: ${what}`));

const callsOf = (accepted: readonly AcceptedSend[]): readonly string[] => accepted.map(({ caption }) => caption);

const messageOf = ({ callbackData }: AcceptedSend): number => Number(callbackData.split(':')[2]);

const lostOf = (
  entry: Entry,
  from: number,
  messages: ReadonlyMap<number, Message>,
  accepted: readonly AcceptedSend[],
): readonly string[] => {
  const promise = acknowledgement(entry);
  if (promise === undefined || promise.chatMessageId < from) return [];
  const message = messages.get(promise.chatMessageId);
  const say = (what: string) => [`call ${entry.call.id} was acknowledged as ${promise.chatMessageId}, ${what}`];
  if (message === undefined) return say('which is not there');
  if (message.state === 'pending' || message.state === 'unconfirmed' || message.state === 'failed')
    return say(`which is ${message.state}`);
  if (message.wamid !== promise.messageId) return say(`whose wamid is ${message.wamid}, not ${promise.messageId}`);
  if (message.caption !== entry.call.id) return say('which is another call');
  return accepted.some(({ wamid }) => wamid === promise.messageId) ? [] : say('which WhatsApp never accepted');
};

const repeated = (names: readonly string[]): readonly string[] => {
  const seen = new Set<string>();
  return names.filter((name) => seen.size === seen.add(name).size).map((name) => `${name} was accepted again`);
};

const tornFiles = ({ messages, digests }: Snapshot, byCaption: ReadonlyMap<string, Entry>): readonly string[] =>
  messages.flatMap(({ id, mediaId, caption }) => {
    const is = digests.get(mediaId);
    const was = byCaption.get(caption ?? '')?.call.sha256;
    return is === null || was === undefined || is === was ? [] : [`message ${id} names a file of other bytes`];
  });

const tornSends = (accepted: readonly AcceptedSend[], byCaption: ReadonlyMap<string, Entry>): readonly string[] =>
  accepted.flatMap(({ caption, sha256 }) => {
    const was = byCaption.get(caption)?.call.sha256;
    return sha256 === null || sha256 === was ? [] : [`WhatsApp saw other bytes of call ${caption}: ${sha256}`];
  });

/** A send finds its contact by phone; without one, by user id. */
const doubledIn = (messages: readonly Message[]): readonly string[] => {
  const contacts = new Map<string, Set<number>>();
  for (const { recipient, contactId } of messages) {
    const person = recipient.phone ?? recipient.userId ?? 'nobody';
    contacts.set(person, (contacts.get(person) ?? new Set()).add(contactId));
  }
  return [...contacts].flatMap(([person, ids]) =>
    ids.size > 1 ? [`messages to ${person} are of the contacts ${[...ids].join(', ')}`] : [],
  );
};

const unknownOf = (send: AcceptedSend, messages: ReadonlyMap<number, Message>): readonly string[] => {
  const message = messages.get(messageOf(send));
  if (message === undefined) return [`WhatsApp accepted ${send.callbackData}, of which there is no record`];
  if (message.caption !== send.caption) return [`WhatsApp accepted ${send.callbackData}, whose record is another's`];
  return message.state === 'failed' ? [`WhatsApp accepted ${send.callbackData}, which is recorded as failed`] : [];
};
