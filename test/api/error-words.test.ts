import { expect } from 'chai';
import { errorWords } from '../../src/api/error-words.js';
import { type MediaRefused } from '../../src/domain/model/errors.js';
import { everyError } from '../support/every-error.js';

describe("An error in the API's words", () => {
  it('has no more than one half, field faults or facts', () => {
    for (const error of Object.values(everyError)) {
      const { fieldFaults, facts } = errorWords(error);
      expect(fieldFaults === null || facts === null, error._tag).to.equal(true);
    }
  });

  it('says when to try again where that may help, and nowhere else', () => {
    const timed = Object.values(everyError).filter((error) => errorWords(error).retryAfterSeconds !== null);
    expect(timed.map(({ _tag }) => _tag)).to.have.members(['RateLimitExceeded', 'IdempotencyConflict', 'Unavailable']);
  });

  it('has the facts under the names of the API', () => {
    expect(errorWords(everyError.FeatureLimitExceeded).facts).to.deep.equal({
      feature: 'contacts',
      current: 100,
      maximum: 100,
    });
    expect(errorWords(everyError.MediaRefused).facts).to.deep.equal({ reason: 'timeout' });
    expect(errorWords(everyError.MissingConfig).facts).to.deep.equal({ missing_config: { lead_status: true } });
    const whatsapp = { code: 131_026, title: 'Undeliverable', details: null, fbtraceId: 'A' };
    const { failure } = everyError.SendFailed;
    expect(errorWords({ ...everyError.SendFailed, failure: { ...failure, whatsapp } }).facts).to.deep.equal({
      error: 'No.',
      outcome: 'not_sent',
      retryable: true,
      chat_message_id: 42,
      contact_id: 17,
      whatsapp: { code: 131_026, title: 'Undeliverable', details: null, fbtrace_id: 'A' },
    });
  });

  it('says what refused bytes are, where that is known and is why they are refused', () => {
    const said = (refused: Pick<MediaRefused, 'reason' | 'detected'>) =>
      errorWords({ _tag: 'MediaRefused', ...refused }).message;
    expect(said({ reason: 'content_mismatch', detected: 'docm' })).to.equal(
      'The content of the file is of type docm, which this media_type does not allow; send a file of an allowed type.',
    );
    expect(said({ reason: 'content_mismatch', detected: 'txt' }))
      .to.contain('plain text')
      .and.to.contain('.csv');
    expect(said({ reason: 'content_mismatch' })).to.contain('is not of a type that this media_type allows');
    const password = said({ reason: 'password_protected' });
    expect(password).to.contain('protected by a password');
    expect(said({ reason: 'password_protected', detected: 'doc' })).to.equal(password);
  });

  it('names a limit in bytes, or in MB where it is whole ones', () => {
    const said = (maxBytes: number) => errorWords({ _tag: 'BodyTooLarge', maxBytes }).fieldFaults;
    expect(said(65_536)).to.deep.equal({ body: ['must have at most 65536 bytes'] });
    expect(said(3 * 1_048_576)).to.deep.equal({ body: ['must have at most 3 MB'] });
  });

  it('says nothing of the cause of a defect', () => {
    const words = errorWords({ _tag: 'Defect', cause: new TypeError('a secret') });
    expect(words).to.include({ code: 'INTERNAL_ERROR', fieldFaults: null, facts: null });
    expect(JSON.stringify(words)).not.to.contain('secret');
  });
});
