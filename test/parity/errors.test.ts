import { status } from '@grpc/grpc-js';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type ErrorCode } from '../../src/api/error-codes.js';
import { type SendMediaError } from '../../src/domain/model/errors.js';
import { type SendFailure } from '../../src/domain/model/message/send-outcome.js';
import { type SendMediaAnswer } from '../../src/domain/use-cases/send-media-message/call.js';
import { openDoor } from '../adapters/grpc/support/door.js';
import { answerOf, startServer, stopServers } from '../adapters/rest/support/server.js';
import { everyError } from '../support/every-error.js';
import { grpcDoor, restDoor } from './doors.js';

/** The code of each error and its status at each door, as the contract has them. */
const table = {
  Unauthorized: ['UNAUTHORIZED', 401, status.UNAUTHENTICATED],
  RateLimitExceeded: ['RATE_LIMIT_EXCEEDED', 429, status.RESOURCE_EXHAUSTED],
  InsufficientScope: ['INSUFFICIENT_SCOPE', 403, status.PERMISSION_DENIED],
  Unavailable: ['SERVICE_UNAVAILABLE', 503, status.UNAVAILABLE],
  UnsupportedBody: ['VALIDATION_ERROR', 415, status.INVALID_ARGUMENT],
  MalformedBody: ['VALIDATION_ERROR', 422, status.INVALID_ARGUMENT],
  BodyTooLarge: ['VALIDATION_ERROR', 422, status.INVALID_ARGUMENT],
  Interrupted: ['VALIDATION_ERROR', 422, status.INVALID_ARGUMENT],
  TooSlow: ['VALIDATION_ERROR', 408, status.INVALID_ARGUMENT],
  BadFraming: ['VALIDATION_ERROR', 400, status.INVALID_ARGUMENT],
  Fragmented: ['VALIDATION_ERROR', 400, status.INVALID_ARGUMENT],
  FramingTooLarge: ['VALIDATION_ERROR', 431, status.INVALID_ARGUMENT],
  Invalid: ['VALIDATION_ERROR', 422, status.INVALID_ARGUMENT],
  MissingConfig: ['VALIDATION_ERROR', 422, status.INVALID_ARGUMENT],
  IdempotencyConflict: ['IDEMPOTENCY_CONFLICT', 409, status.ABORTED],
  IdempotencyMismatch: ['IDEMPOTENCY_MISMATCH', 422, status.INVALID_ARGUMENT],
  ContactNotFound: ['NOT_FOUND', 404, status.NOT_FOUND],
  ContactOptedOut: ['CONTACT_OPTED_OUT', 403, status.PERMISSION_DENIED],
  WhatsAppNotConfigured: ['WHATSAPP_NOT_CONFIGURED', 422, status.FAILED_PRECONDITION],
  FeatureLimitExceeded: ['FEATURE_LIMIT_EXCEEDED', 403, status.RESOURCE_EXHAUSTED],
  MediaRefused: ['INVALID_MEDIA_TYPE', 422, status.INVALID_ARGUMENT],
  SendFailed: ['MESSAGE_SEND_FAILED', 500, status.UNAVAILABLE],
} as const satisfies Record<SendMediaError['_tag'], readonly [ErrorCode, number, status]>;

/** What both doors make of one answer of the use case. */
const throughBoth = async (answer: () => Promise<SendMediaAnswer>) => {
  const { url } = await startServer({ sendMediaMessage: answer });
  const door = await openDoor({ answer });
  const request = { fields: { phone: '14155550123', media_type: 'image' } };
  const overRest = await restDoor(url)('x', request);
  const overGrpc = await grpcDoor(door.client)('x', request);
  await door.close();
  return { overRest, overGrpc, logged: door.logged() };
};

const failing = (failure: Partial<SendFailure>): SendMediaError => ({
  ...everyError.SendFailed,
  failure: { ...everyError.SendFailed.failure, ...failure },
});

describe('an error through both doors', () => {
  afterEach(stopServers);

  for (const error of Object.values(everyError))
    it(`is the same: ${error._tag}`, async () => {
      const rateLimit = O.some({ limit: 60, remaining: 7, resetSeconds: 42, allowed: true });
      const { overRest, overGrpc } = await throughBoth(async () => answerOf(E.left(error), { rateLimit }));
      // A status of HTTP says that a request came too slowly; gRPC has none for it, and names the body.
      const onlyGrpc = error._tag === 'TooSlow' ? { faults: { body: ['came too slowly'] } } : {};
      expect(overGrpc[0]).to.deep.equal({ ...overRest[0], ...onlyGrpc });
      expect([overRest[0].code, overRest[1], overGrpc[1]]).to.deep.equal(table[error._tag]);
      expect(overGrpc[0].limit).to.deep.equal(['60', '7']);
    });

  const sendStatuses: readonly (readonly [Partial<SendFailure>, status])[] = [
    [{ outcome: 'not_sent', retryable: true }, status.UNAVAILABLE],
    [{ outcome: 'not_sent', retryable: false }, status.FAILED_PRECONDITION],
    [{ outcome: 'unknown', retryable: false }, status.UNKNOWN],
    [
      {
        outcome: 'not_sent',
        retryable: false,
        whatsapp: { code: 131_026, title: 'Undeliverable', details: null, fbtraceId: 'A' },
      },
      status.FAILED_PRECONDITION,
    ],
  ];
  for (const [failure, code] of sendStatuses)
    it(`tells clients over gRPC whether to repeat: ${JSON.stringify(failure)}`, async () => {
      const { overRest, overGrpc } = await throughBoth(async () => answerOf(E.left(failing(failure))));
      expect(overGrpc[0]).to.deep.equal(overRest[0]);
      expect([overRest[1], overGrpc[1]]).to.deep.equal([500, code]);
    });

  it('is the same where it is a defect: nothing is said of it, the log has it all', async () => {
    const { overRest, overGrpc, logged } = await throughBoth(() => Promise.reject(new TypeError('secret thing')));
    expect(overGrpc[0]).to.deep.equal(overRest[0]);
    expect([overRest[0].code, overRest[1], overGrpc[1]]).to.deep.equal(['INTERNAL_ERROR', 500, status.INTERNAL]);
    expect(JSON.stringify(overGrpc)).not.to.contain('secret');
    expect(logged).to.contain('secret thing');
  });
});
