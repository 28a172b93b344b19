import { expect } from 'chai';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { errorBody } from '../../src/adapters/rest/answer/error-body.js';
import { errorWords, type Refusal } from '../../src/api/error-words.js';
import {
  mediaRules,
  mediaTypes,
  mimeOfFormat,
  overLimit,
  wrongExtension,
} from '../../src/domain/model/media/media-rules.js';
import { type ChatMessageId } from '../../src/domain/model/message/opened-message.js';
import { type ContactId } from '../../src/domain/model/contact/contact.js';
import { eventIdAt, type EventPlace } from '../../src/domain/model/event/event-id.js';
import { eventTypes } from '../../src/domain/model/event/event-type.js';
import { toInvalid, wrong } from '../../src/domain/model/field-faults.js';
import { messageCursors } from '../../src/domain/model/message/message-page.js';
import { hmacSha256 } from '../../src/kit/crypto/hmac.js';
import { account } from '../support/happy-ports.js';
import { givenFields } from '../../src/domain/model/given-fields.js';
import { parseEventListQuery } from '../../src/domain/use-cases/listen-events/query.js';
import { parseMessageQuery } from '../../src/domain/use-cases/read-messages/query.js';
import { parseRequest } from '../../src/domain/use-cases/send-media-message/request/parse.js';
import { envelopeFaults } from '../support/envelope.js';
import { closedSchemaFaults, schemaFaults } from '../support/openapi.js';
import {
  canonicalName,
  flatten,
  formMessages,
  jsonMessages,
  valuesOf,
  wrongFields,
  wrongTextsOf,
} from '../support/openapi-arbitraries.js';
import { operation, type Schema, schemas } from '../support/openapi-document.js';

const send = operation('POST', '/messages/media');
const list = (operation('GET', '/messages').parameters ?? []).filter((parameter) => parameter.in === 'query');
const schemaOfQuery = (name: string): Schema => list.find((parameter) => parameter.name === name)?.schema ?? {};
const asWritten = (query: Readonly<Record<string, unknown>>) =>
  Object.entries(query).map(([name, value]) => ({ name, value: String(value) }));

/** Fields as a door hands them over. */
const judge = (fields: readonly (readonly [string, unknown])[], key: O.Option<string> = O.none) =>
  parseRequest(givenFields(fields.map(([name, value]) => ({ _tag: 'Field', name, value }))), O.none, key);

const valid = [
  ['phone', '14155550123'],
  ['media_type', 'image'],
  ['media_url', 'https://files.example.com/a.jpg'],
] as const;

describe('the OpenAPI document and the domain', () => {
  it('agree on the extensions and the limit of every media type', () => {
    const rows = [...send.description.matchAll(/^\| `(\w+)` \| ([a-z0-9 ]+) \| (\d+) MB \|$/gm)];
    const documented = rows.map(([, type, extensions, limit]) => [type, extensions?.split(' '), Number(limit)]);
    const ruled = mediaTypes.map((type) => [type, mediaRules[type].extensions, mediaRules[type].limitMegabytes]);
    expect(documented).to.deep.equal(ruled);
  });

  it('agree on the order of the fields, which is that of their faults', () => {
    const fields = Object.keys((schemas['MediaMessageForm'] as { properties: object }).properties);
    const listed = Object.keys(toInvalid(fields.toReversed().map((field) => wrong(field, 'is wrong'))).details);
    expect(listed).to.deep.equal(fields);
  });

  it('agree on the types that files are served with', () => {
    const served = [...new Set<string>(Object.values(mimeOfFormat))].sort();
    for (const status of ['200', '206']) {
      const documented = Object.keys(operation('GET', '/media/{id}/{name}').responses[status]?.content ?? {});
      expect(documented.sort(), status).to.deep.equal(served);
    }
  });

  it('agree on the sentences about extension and size', () => {
    const { pattern } = (schemas['UnprocessableError'] as { properties: { message: { pattern: string } } }).properties
      .message;
    for (const type of mediaTypes) {
      expect(wrongExtension(type)).to.match(new RegExp(pattern, 'u'));
      expect(overLimit(type)).to.match(new RegExp(pattern, 'u'));
    }
  });

  for (const [body, messages] of Object.entries({ form: formMessages, 'JSON body': jsonMessages })) {
    it(`agree that a ${body} made by the schema of the form is right`, () => {
      fc.assert(
        fc.property(messages, (fields) => {
          expect(judge(flatten(fields))).to.have.property('_tag', 'Right');
        }),
      );
    });
  }

  it('agree that a field against its schema is a fault, told under its name', () => {
    fc.assert(
      fc.property(wrongFields, ([name, text]) => {
        const field = canonicalName(name);
        const judged = judge([...valid.filter(([other]) => other !== field), [field, text]]);
        expect(E.isLeft(judged) && judged.left.map((fault) => fault.field)).to.deep.equal([field]);
      }),
    );
  });

  it('agree that a list of messages may be asked for by the schemas of its query', () => {
    const schemasOf = Object.fromEntries(
      list.filter(({ name }) => name !== 'cursor').map(({ name, schema }) => [name, valuesOf(schema)]),
    );
    // A day of the calendar is more than a pattern says.
    const days = fc.date({ min: new Date(0), max: new Date('2999-12-31'), noInvalidDate: true });
    const times = fc.oneof(
      days.map((day) => day.toISOString()),
      days.map((day) => day.toISOString().slice(0, 10)),
    );
    fc.assert(
      fc.property(fc.record({ ...schemasOf, since: times, until: times }, { requiredKeys: [] }), (query) => {
        expect(parseMessageQuery(cursors, givenFields(asWritten(query)))).to.have.property('_tag', 'Right');
      }),
    );
    for (const name of ['since', 'until'])
      fc.assert(
        fc.property(times, (time) => {
          expect(schemaFaults(schemaOfQuery(name), time)).to.deep.equal([]);
        }),
      );
  });

  it('agree that a value against its schema is a fault of the query, told under its name', () => {
    // Any text may be a wamid that is not there.
    for (const { name, schema } of list.filter((parameter) => !['cursor', 'message_id'].includes(parameter.name)))
      fc.assert(
        fc.property(wrongTextsOf(schema), (text) => {
          const judged = parseMessageQuery(cursors, givenFields(asWritten({ [name]: text })));
          expect(E.isLeft(judged) && judged.left.map(({ field }) => field)).to.deep.equal([name]);
        }),
      );
  });

  it('agree that a list of events may be asked for by the schemas of its query, and is refused for others', () => {
    const query = (operation('GET', '/events').parameters ?? []).filter((parameter) => parameter.in === 'query');
    const schemaOf = (name: string): Schema => query.find((parameter) => parameter.name === name)?.schema ?? {};
    const types = fc.array(valuesOf(schemas['EventType'] ?? {}), { minLength: 1 });
    fc.assert(
      fc.property(types, valuesOf(schemaOf('limit')), (named, limit) => {
        const asked = asWritten({ types: named.join(','), limit });
        expect(parseEventListQuery(givenFields(asked))).to.have.property('_tag', 'Right');
      }),
    );
    expect(schemas['EventType']?.['enum']).to.deep.equal(eventTypes);
    fc.assert(
      fc.property(wrongTextsOf(schemaOf('limit')), (limit) => {
        const judged = parseEventListQuery(givenFields(asWritten({ limit })));
        expect(E.isLeft(judged) && judged.left.map(({ field }) => field)).to.deep.equal(['limit']);
      }),
    );
  });

  it('agree on the ids of events', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.stringMatching(/^[A-Za-z0-9_-]{8}$/), (place, random) => {
        const id = eventIdAt(place as EventPlace, random);
        expect(schemaFaults(schemas['EventId'] ?? {}, id)).to.deep.equal([]);
      }),
    );
  });

  it('agree on what an idempotency key may be', () => {
    const { schema } = send.parameters?.find(({ name }) => name === 'Idempotency-Key') ?? { schema: {} };
    fc.assert(
      fc.property(valuesOf(schema), (key) => {
        expect(judge(valid, O.some(String(key)))).to.have.property('_tag', 'Right');
      }),
    );
    for (const key of ['', 'x'.repeat(256), 'schlüssel', 'a\tb']) {
      expect(judge(valid, O.some(key)), JSON.stringify(key)).to.have.property('_tag', 'Left');
    }
  });
});

const refusal = { code: 131026, title: 'Message undeliverable', details: null, fbtraceId: null };
const failure = { error: 'No.', outcome: 'not_sent', retryable: false } as const;
const failed = { _tag: 'SendFailed', chatMessageId: 1 as ChatMessageId, contactId: 1 as ContactId } as const;

const cursors = messageCursors({ hmac: hmacSha256 }, account);

/** Each error in each of its shapes. */
const errors: Record<Refusal['_tag'], readonly Refusal[]> = {
  Unauthorized: [{ _tag: 'Unauthorized' }],
  RateLimitExceeded: [{ _tag: 'RateLimitExceeded', retryAfterSeconds: 7 }],
  InsufficientScope: [{ _tag: 'InsufficientScope', scope: 'messages:send' }],
  Defect: [{ _tag: 'Defect', cause: new TypeError('a secret') }],
  Unavailable: [{ _tag: 'Unavailable', retryAfterSeconds: 5, cause: 'ECONNREFUSED' }],
  UnsupportedBody: [{ _tag: 'UnsupportedBody', message: 'Not taken.' }],
  MalformedBody: [{ _tag: 'MalformedBody', message: 'is not JSON' }],
  BodyTooLarge: [{ _tag: 'BodyTooLarge', maxBytes: 65_536 }],
  Interrupted: [{ _tag: 'Interrupted', message: 'ended before it was complete' }],
  TooSlow: [{ _tag: 'TooSlow' }],
  BadFraming: [{ _tag: 'BadFraming' }],
  Fragmented: [{ _tag: 'Fragmented' }],
  FramingTooLarge: [{ _tag: 'FramingTooLarge' }],
  Invalid: [
    { _tag: 'Invalid', details: { phone: ['is required'], 'contact.email': ['is wrong'] }, inline: null },
    { _tag: 'Invalid', details: { media_file: [overLimit('image')] }, inline: overLimit('image') },
    { _tag: 'Invalid', details: { status: ['is wrong'], cursor: ['is wrong'] }, inline: null },
  ],
  MissingConfig: [
    { _tag: 'MissingConfig', missing: { lead_status: true } },
    { _tag: 'MissingConfig', missing: { lead_status: true, lead_source: true } },
  ],
  IdempotencyConflict: [{ _tag: 'IdempotencyConflict' }],
  IdempotencyMismatch: [{ _tag: 'IdempotencyMismatch' }],
  ContactNotFound: [{ _tag: 'ContactNotFound' }],
  MessageNotFound: [{ _tag: 'MessageNotFound' }],
  NotFound: [
    { _tag: 'NotFound', what: 'contact' },
    { _tag: 'NotFound', what: 'webhook_endpoint' },
    { _tag: 'NotFound', what: 'delivery' },
  ],
  Conflict: [
    { _tag: 'Conflict', details: { status: 'sent' } },
    { _tag: 'Conflict', details: { enabled: false } },
  ],
  ContactOptedOut: [{ _tag: 'ContactOptedOut' }],
  WhatsAppNotConfigured: [{ _tag: 'WhatsAppNotConfigured' }],
  FeatureLimitExceeded: [{ _tag: 'FeatureLimitExceeded', feature: 'contacts', current: 3, maximum: 3 }],
  MediaRefused: [
    { _tag: 'MediaRefused', reason: 'unreachable', cause: new Error('10.0.0.1 is private') },
    { _tag: 'MediaRefused', reason: 'content_mismatch' },
  ],
  SendFailed: [
    { ...failed, failure: { ...failure, whatsapp: refusal } },
    { ...failed, failure: { ...failure, outcome: 'unknown', whatsapp: null } },
  ],
};

describe("the domain's errors in the API's words", () => {
  for (const [tag, samples] of Object.entries(errors)) {
    it(`have a documented shape: ${tag}`, () => {
      for (const sample of samples) expect(faultsOf(sample)).to.deep.equal([]);
    });
  }
});

/** What is wrong with an error by the schema of its code that comes nearest. */
const faultsOf = (error: Refusal): string[] => {
  const words = errorWords(error);
  const body = errorBody(words, { request_id: 'r1', timestamp: '2026-11-23T12:00:00.000Z' });
  const { code } = words;
  const verdicts = Object.values(schemas)
    .filter((schema) => codesOf(schema).includes(code))
    .map((schema) => [...closedSchemaFaults(schema, body), ...envelopeFaults(ANY_ERROR, body)]);
  return verdicts.sort((a, b) => a.length - b.length)[0] ?? [`${code} is not documented`];
};

/** A status of which `VALIDATION_ERROR` may come without details. */
const ANY_ERROR = 400;

const codesOf = (schema: Schema): readonly unknown[] => {
  const { const: only, enum: several } =
    (schema as { properties?: { error?: { properties?: { code?: Schema } } } }).properties?.error?.properties?.code ??
    {};
  return Array.isArray(several) ? several : [only];
};
