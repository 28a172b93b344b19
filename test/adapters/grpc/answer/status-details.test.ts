import { status } from '@grpc/grpc-js';
import { expect } from 'chai';
import { makeErrorStatus } from '../../../../src/adapters/grpc/answer/status-details.js';
import { errorWords, type Refusal } from '../../../../src/api/error-words.js';
import { invalid } from '../../../../src/domain/model/errors.js';
import { everyError } from '../../../support/every-error.js';
import { contract } from '../../../support/grpc-client.js';

/** The details of an error as a client decodes them, by the name of their type. */
const detailsOf = (error: Refusal): Readonly<Record<string, object>> => {
  const { metadata } = makeErrorStatus(contract)(status.UNKNOWN, errorWords(error));
  const [bytes] = metadata.get('grpc-status-details-bin');
  const types = { ErrorInfo: contract.errorInfo, BadRequest: contract.badRequest, RetryInfo: contract.retryInfo };
  const { details = [] } = contract.status.deserialize(bytes as Buffer) as {
    details?: { type_url: string; value: Buffer }[];
  };
  return Object.fromEntries(
    details.map(({ type_url, value }) => {
      const name = type_url.replace('type.googleapis.com/google.rpc.', '') as keyof typeof types;
      return [name, types[name].deserialize(value)];
    }),
  );
};

const info = (reason: string, metadata?: object) => ({
  reason,
  domain: 'postcard',
  ...(metadata === undefined ? {} : { metadata }),
});

describe('the details of a status', () => {
  it('name every sentence about a field as a violation, and no field as a fact', () => {
    const faults = { phone: ['phone is required'], caption: ['caption is long', 'caption is odd'] };
    expect(detailsOf(invalid(faults))).to.deep.equal({
      ErrorInfo: info('VALIDATION_ERROR'),
      BadRequest: {
        field_violations: [
          { field: 'phone', description: 'phone is required' },
          { field: 'caption', description: 'caption is long' },
          { field: 'caption', description: 'caption is odd' },
        ],
      },
    });
  });

  it('take the path of a fact for its name, and leave out what is null', () => {
    const { failure } = everyError.SendFailed;
    const whatsapp = { code: 131_026, title: 'Undeliverable', details: null, fbtraceId: 'A' };
    expect(detailsOf({ ...everyError.SendFailed, failure: { ...failure, whatsapp } })).to.deep.equal({
      ErrorInfo: info('MESSAGE_SEND_FAILED', {
        error: 'No.',
        outcome: 'not_sent',
        retryable: 'true',
        chat_message_id: '42',
        contact_id: '17',
        whatsapp_code: '131026',
        whatsapp_title: 'Undeliverable',
        whatsapp_fbtrace_id: 'A',
      }),
    });
    expect(detailsOf(everyError.MissingConfig)).to.deep.equal({
      ErrorInfo: info('VALIDATION_ERROR', { missing_config_lead_status: 'true' }),
    });
  });

  it('say when to try again', () => {
    expect(detailsOf(everyError.RateLimitExceeded)).to.have.nested.property('RetryInfo.retry_delay.seconds', '42');
  });
});
