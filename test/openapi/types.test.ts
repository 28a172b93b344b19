import { expect } from 'chai';
import {
  type BareErrorBody,
  type ErrorBodyOf,
  type ErrorCode,
  type FieldName,
  type Meta,
  type RetryMeta,
  type StatusOf,
} from '../../src/adapters/rest/answer/api-types.js';
import { type components, type operations } from '../../src/api/openapi.gen.js';
import { type ErrorCode as DomainErrorCode, type FactCode, type RetryCode } from '../../src/api/error-codes.js';
import { type ConfigFacts, type LimitFacts, type MediaFacts, type SendFacts } from '../../src/api/error-facts.js';
import { type FeatureLimitExceeded, type MediaRefusal } from '../../src/domain/model/errors.js';
import { type MessageState } from '../../src/domain/model/message/message-state.js';
import { type MediaType } from '../../src/domain/model/media/media-rules.js';

/** `true` where two types are one; anything else does not compile below. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** What compiles is true; the type check is the test. */
const holds = <Claim extends true>(claim: Claim): void => void expect(claim).to.equal(true);

describe('the types generated from the OpenAPI document', () => {
  it('know the error codes of the domain and no others', () => {
    holds<Same<ErrorCode, DomainErrorCode>>(true);
  });

  it('know the media types, the states of a message, the reasons of a refusal and the features of the domain', () => {
    holds<Same<components['schemas']['MediaType'], MediaType>>(true);
    holds<Same<components['schemas']['MessageStatus'], MessageState>>(true);
    holds<Same<ErrorBodyOf<'INVALID_MEDIA_TYPE'>['error']['details']['reason'], MediaRefusal>>(true);
    holds<Same<ErrorBodyOf<'FEATURE_LIMIT_EXCEEDED'>['error']['details']['feature'], FeatureLimitExceeded['feature']>>(
      true,
    );
  });

  it('have no error without details whose code always comes with facts, and none to retry without a time', () => {
    holds<Same<BareErrorBody<RetryMeta>['error']['code'], Exclude<ErrorCode, FactCode>>>(true);
    holds<Same<BareErrorBody<Meta>['error']['code'], Exclude<ErrorCode, FactCode | RetryCode>>>(true);
  });

  it('give each code its statuses', () => {
    holds<Same<StatusOf<'UNAUTHORIZED'>, 401>>(true);
    holds<Same<StatusOf<'MESSAGE_SEND_FAILED' | 'INTERNAL_ERROR'>, 500>>(true);
    holds<Same<StatusOf<'VALIDATION_ERROR'>, 400 | 405 | 408 | 415 | 422 | 431>>(true);
  });

  it('know the fields of a contact in one spelling, so that no two fields of a client have one name', () => {
    holds<Same<Extract<FieldName, `contact${string}groups${string}`>, 'contact.groups'>>(true);
  });

  it('have a place for the faults of every field of a send, and of every parameter of a list', () => {
    holds<Same<Exclude<FieldName, keyof components['schemas']['UnprocessableDetails']>, never>>(true);
    type Query = keyof NonNullable<operations['listMessages']['parameters']['query']>;
    holds<Same<Exclude<Query, keyof components['schemas']['FieldFaults']>, never>>(true);
    type Contacts = keyof NonNullable<operations['listContacts']['parameters']['query']>;
    type Contact = keyof components['schemas']['ContactDraft'] | keyof components['schemas']['ContactChange'];
    holds<Same<Exclude<Contacts | Contact, keyof components['schemas']['ContactFaults']>, never>>(true);
  });

  it('know the media types of a send as those of every other operation', () => {
    holds<Same<components['schemas']['MediaMessageForm']['media_type'], MediaType>>(true);
  });

  it('have the facts of each code as it gives them, and no more', () => {
    holds<Same<ErrorBodyOf<'FEATURE_LIMIT_EXCEEDED'>['error']['details'], Readonly<LimitFacts>>>(true);
    holds<Same<ErrorBodyOf<'INVALID_MEDIA_TYPE'>['error']['details'], Readonly<MediaFacts>>>(true);
    holds<Same<keyof ErrorBodyOf<'MESSAGE_SEND_FAILED'>['error']['details'], keyof SendFacts | 'whatsapp'>>(true);
    holds<Same<keyof components['schemas']['UnprocessableDetails'] & keyof ConfigFacts, keyof ConfigFacts>>(true);
  });

  it('take no facts of another code', () => {
    holds<Same<Extract<ErrorBodyOf<'VALIDATION_ERROR'>['error'], { details: { reason: string } }>, never>>(true);
    holds<Same<Extract<ErrorBodyOf<'CONTACT_OPTED_OUT'>['error'], { details: object }>, never>>(true);
  });
});
