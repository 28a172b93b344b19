import { expect } from 'chai';
import { makeRandomText } from '../../../src/kit/crypto/random-text.js';

describe('random text', () => {
  it('has as many characters of base64url as were asked for, and gives none twice', () => {
    const draw = makeRandomText();
    const drawn = Array.from({ length: 3_000 }, (_, index) => draw(8 + (index % 5)));
    drawn.forEach((text, index) => expect(text).to.match(new RegExp(`^[A-Za-z0-9_-]{${8 + (index % 5)}}$`)));
    expect(new Set(drawn).size).to.equal(drawn.length);
  });

  it('takes every character about as often', () => {
    const counts = new Map<string, number>();
    for (const character of makeRandomText()(4_096) + makeRandomText()(4_096))
      counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).to.equal(64);
    expect(Math.min(...counts.values())).to.be.above(64);
  });
});
