import { expect } from 'chai';
import { errorWords } from '../../src/api/error-words.js';
import { faultsMessage } from '../../src/api/faults-message.js';
import { invalid } from '../../src/domain/model/errors.js';

describe('The message about faulty fields', () => {
  it('is the only fault', () => {
    expect(faultsMessage({ phone: ['phone is required'] })).to.equal('phone is required');
  });

  it('is the first fault and how many more there are', () => {
    expect(faultsMessage({ phone: ['phone is required'], caption: ['caption is long'] })).to.equal(
      'phone is required (and 1 more fault; details names them by field)',
    );
    expect(faultsMessage({ phone: ['phone is required', 'phone is odd'], caption: ['caption is long'] })).to.equal(
      'phone is required (and 2 more faults; details names them by field)',
    );
  });

  it('leaves the sentence of the original whole, beside faults that come first', () => {
    const sentence = 'File size exceeds limit for image. Max allowed is 5 MB';
    const words = errorWords(invalid({ phone: ['phone is required'], media_file: [sentence] }, sentence));
    expect(words).to.include({
      message: 'phone is required (and 1 more fault; details names them by field)',
      inline: sentence,
    });
  });

  it('says what is wrong with a body', () => {
    const words = errorWords({ _tag: 'MalformedBody', message: 'is not valid JSON' });
    expect(words.message).to.equal('The body of the request is not valid JSON.');
    expect(words.fieldFaults).to.deep.equal({ body: ['is not valid JSON'] });
  });
});
