import { type Message } from '../../src/domain/model/message/message.js';
import { type HeardEvent } from './customer.js';

/** The ways in which events may be wrong, with what speaks for each. */
export interface WrongEvents {
  /** Something is recorded, and no endpoint was told of it. */
  readonly untold: readonly string[];
  /** Events of what is not recorded. */
  readonly madeUp: readonly string[];
  /** Two events of one change. */
  readonly twofold: readonly string[];
}

/** What lies in a store while nothing changes in it. */
export interface Recorded {
  readonly messages: readonly Message[];
  readonly contacts: readonly number[];
}

/** Holds what a customer's endpoint heard against what the store holds: SPEC 5.1. */
export const judgeEvents = ({ messages, contacts }: Recorded, heard: readonly HeardEvent[]): WrongEvents => {
  const told = new Set(heard.map(subjectOf));
  const changes = [...contacts.map((id) => `contact.created ${id}`), ...messages.flatMap(changesOf)];
  const byId = new Map(messages.map((message) => [message.id as number, message]));
  const known = new Set(contacts);
  return {
    untold: changes.filter((change) => !told.has(change)),
    madeUp: heard.flatMap((event) => (isOfMessage(event) ? denialOf(event, byId) : strangerOf(event, known))),
    twofold: repeatedIn(heard.map(subjectOf)),
  };
};

const isOfMessage = ({ type }: HeardEvent): boolean => type.startsWith('message.');

/** What happened to what: at most one event says so. */
const subjectOf = (event: HeardEvent): string =>
  `${event.type} ${String(event.data[isOfMessage(event) ? 'chat_message_id' : 'contact_id'])}`;

/** What must have been told of a message. */
const changesOf = ({ id, state }: Message): readonly string[] =>
  state === 'pending' ? [] : [`message.${state} ${id}`];

/** What the store has against an event that is not of a message. */
const strangerOf = ({ id, type, data }: HeardEvent, contacts: ReadonlySet<number>): readonly string[] =>
  type === 'contact.created' && contacts.has(Number(data['contact_id'])) ? [] : [`${id} is ${type} of nobody`];

/** What the store has against an event. A message that was unconfirmed may have been settled since. */
const denialOf = ({ id, type, data }: HeardEvent, byId: ReadonlyMap<number, Message>): readonly string[] => {
  const message = byId.get(Number(data['chat_message_id']));
  const say = (what: string) => [`${id} is ${type} of message ${String(data['chat_message_id'])}, ${what}`];
  if (message === undefined) return say('which is not there');
  if (message.caption !== data['caption']) return say(`whose caption is not ${String(data['caption'])}`);
  const { state } = message;
  if (type === 'message.unconfirmed') return state === 'pending' ? say('which is pending') : [];
  if (type !== `message.${state}`) return say(`which is ${state}`);
  return 'wamid' in message && message.wamid === data['message_id'] ? [] : say('which has another wamid');
};

const repeatedIn = (subjects: readonly string[]): readonly string[] => {
  const seen = new Set<string>();
  return subjects.filter((subject) => seen.size === seen.add(subject).size);
};
