import { expect } from 'chai';
import { defaultStartWords, defaultStopWords } from '../../../../src/domain/model/account/account.js';
import { consentWordOf } from '../../../../src/domain/use-cases/record-status/consent-word.js';

const words = { stopWords: defaultStopWords, startWords: defaultStartWords };

describe('a word of consent', () => {
  for (const text of ['STOP', 'stop', ' Stop\n', 'Stop.', '"stop!"', 'ＳＴＯＰ', 'unsubscribe', '*STOP*'])
    it(`is a stop: ${JSON.stringify(text)}`, () => expect(consentWordOf(words, text)).to.equal('stop'));

  for (const text of ['START', 'start', 'Start!!'])
    it(`is a start: ${JSON.stringify(text)}`, () => expect(consentWordOf(words, text)).to.equal('start'));

  for (const text of ['', ' ', '.', 'please stop', 'stopp', 'st op', 'restart', '🙂', '\u0000', 'STOP START'])
    it(`is none: ${JSON.stringify(text)}`, () => expect(consentWordOf(words, text)).to.equal(null));

  it('is what the account says it is, in any script', () => {
    const own = { stopWords: ['отписаться', 'Stopp', '👎'], startWords: ['Привет', '👍'] };
    expect(consentWordOf(own, 'ОТПИСАТЬСЯ!')).to.equal('stop');
    expect(consentWordOf(own, 'stopp')).to.equal('stop');
    expect(consentWordOf(own, '👎')).to.equal('stop');
    expect(consentWordOf(own, '👍')).to.equal('start');
    expect(consentWordOf(own, 'STOP')).to.equal(null);
  });

  it('is none in a text of more than 256 characters without the blanks around it', () => {
    expect(consentWordOf(words, `STOP${'!'.repeat(252)}`)).to.equal('stop');
    expect(consentWordOf(words, `${' '.repeat(5_000)}STOP${'\n'.repeat(5_000)}`)).to.equal('stop');
    expect(consentWordOf(words, `STOP${'!'.repeat(253)}`)).to.equal(null);
    expect(consentWordOf(words, '\u0301\u0316'.repeat(1_000_000))).to.equal(null);
  });

  it('is a stop where an account means both by it', () => {
    expect(consentWordOf({ stopWords: ['x'], startWords: ['X'] }, 'x')).to.equal('stop');
  });

  it('is none where an account has no words', () => {
    expect(consentWordOf({ stopWords: [], startWords: [] }, 'STOP')).to.equal(null);
  });
});
