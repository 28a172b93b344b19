import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { type EventType, eventTypes } from '../event/event-type.js';
import { allChecks, type Checked, wrong } from '../field-faults.js';
import { manyLines, oneOf } from '../field-rules.js';
import {
  booleanMember,
  type GivenMembers,
  listMember,
  type MemberRule,
  onlyKnown,
  optionalMember,
  orNull,
  requiredMember,
  textMember,
} from '../given-members.js';
import { parseMediaUrl } from '../media/media-url.js';
import { type EndpointChanges, type EndpointUrl } from './endpoint.js';

/** An endpoint as a caller asks for it. What is absent has its default. */
export interface EndpointRequestDraft extends EndpointChanges {
  readonly url: EndpointUrl;
}

const NAMES = ['url', 'events', 'description', 'enabled'];

/** One fault, whatever it is: a caller who learns which can map a network (SAFETY R7). */
const URL_FAULT =
  'must be an http or https URL of at most 2048 characters without credentials, whose host is on the public Internet and whose port is 80 or 443';

/** The fault of a URL that may not be called. */
export const uncallable = wrong('url', URL_FAULT);

/** A URL as it is written, before it is known whether it may be called. */
export const endpointUrlMember: MemberRule<EndpointUrl> = (value) =>
  pipe(
    textMember(parseMediaUrl)(value),
    E.bimap(
      () => URL_FAULT,
      (url) => String(url) as EndpointUrl,
    ),
  );

/** The name of an event. */
export const eventTypeMember: MemberRule<EventType> = textMember(oneOf<EventType>(eventTypes));

const eventsMember: MemberRule<readonly EventType[]> = (value) =>
  pipe(
    listMember(eventTypeMember)(value),
    E.filterOrElse(
      (types) => types.length > 0,
      () => 'must name an event, or be null for all of them',
    ),
  );

/** Empty text is as good as none. */
const descriptionMember: MemberRule<string | null> = orNull((value) =>
  pipe(
    textMember(manyLines(255))(value),
    E.map((text) => (text === '' ? null : text)),
  ),
);

/** Reads the members of a new endpoint, and reports all their faults at once. */
export const parseEndpointDraft = (given: GivenMembers): Checked<EndpointRequestDraft> =>
  pipe(
    sequenceS(allChecks)({
      url: requiredMember(given)('url', endpointUrlMember),
      changes: parseOthers(given),
    }),
    E.map(({ url, changes }) => ({ url, ...changes })),
  );

/** Reads the members of a change. */
export const parseEndpointChanges = (given: GivenMembers): Checked<EndpointChanges> =>
  pipe(
    sequenceS(allChecks)({
      url: optionalMember(given)('url', endpointUrlMember),
      changes: parseOthers(given),
    }),
    E.map(({ url, changes }) => ({ ...(url === undefined ? {} : { url }), ...changes })),
  );

const parseOthers = (given: GivenMembers): Checked<Omit<EndpointChanges, 'url'>> =>
  pipe(
    sequenceS(allChecks)({
      events: optionalMember(given)('events', orNull(eventsMember)),
      description: optionalMember(given)('description', descriptionMember),
      enabled: optionalMember(given)('enabled', booleanMember),
      known: onlyKnown(given, NAMES),
    }),
    E.map(({ events, description, enabled }) => ({
      ...(events === undefined ? {} : { events }),
      ...(description === undefined ? {} : { description }),
      ...(enabled === undefined ? {} : { enabled }),
    })),
  );
