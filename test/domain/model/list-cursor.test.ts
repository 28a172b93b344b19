import { expect } from 'chai';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { cursorAt, cursorRule, type CursorScope } from '../../../src/domain/model/list-cursor.js';
import { hmacSha256 as hmac } from '../../../src/kit/crypto/hmac.js';

const scopeOf = (letter: string): CursorScope => ({
  hmac,
  account: { consentKey: letter.repeat(43) },
  list: 'contacts',
});

describe('the cursor of a list', () => {
  it('names the place that it was written for, and fits into a URL as it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (id) => {
        const cursor = cursorAt(scopeOf('a'), id);
        expect(cursor).to.match(/^[A-Za-z0-9_-]{18,32}$/);
        expect(cursorRule(scopeOf('a'))(cursor)).to.deep.equal(E.right(id));
      }),
    );
  });

  it('is none for another account', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (id) => {
        expect(E.isLeft(cursorRule(scopeOf('b'))(cursorAt(scopeOf('a'), id)))).to.equal(true);
      }),
    );
  });

  it('is no text that was not written as one', () => {
    const own = cursorAt(scopeOf('a'), 17);
    const changed = fc.tuple(fc.nat({ max: own.length - 1 }), fc.string({ minLength: 1, maxLength: 1 }));
    const near = changed.map(([at, sign]) => own.slice(0, at) + sign + own.slice(at + 1));
    fc.assert(
      fc.property(fc.oneof(fc.string(), near), (text) => {
        fc.pre(text !== own);
        expect(E.isLeft(cursorRule(scopeOf('a'))(text))).to.equal(true);
      }),
    );
  });
});
