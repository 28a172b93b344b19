import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import {
  parseAccessToken,
  parseAppSecret,
  parseBusinessAccountId,
  parsePhoneNumberId,
  parseVerifyToken,
} from '../../../../src/domain/model/account/whatsapp-values.js';

const rules = {
  'a phone number id': parsePhoneNumberId,
  'a business account id': parseBusinessAccountId,
  'an access token': parseAccessToken,
  'an app secret': parseAppSecret,
  'a verify token': parseVerifyToken,
};

const accessToken = `EAAG${'mZC0BOZCZB4'.repeat(15)}ZD`;
const appSecret = '0123456789abcdef0123456789abcdef';
const token = 'pc_0123456789abcdef0123456789abcdef0123456789a';

const taken: Readonly<Record<keyof typeof rules, readonly string[]>> = {
  // Meta's own examples, those of the sandbox and of tests.
  'a phone number id': ['106540352242922', '100000000555001', '10654035224292201', '1234567890', '123456123', '71'],
  'a business account id': ['102290129340398', '100000000555002', '900'],
  'an access token': [accessToken, 'EAAG', 'expired', '123456789012345|AbC-_d', 'a.token+with/signs=='],
  'an app secret': [appSecret, 'app-secret', 's', 'the-app-secret'],
  'a verify token': ['verify-me', 'v1', 'größe mit blank', '-', 'x'.repeat(255)],
};

const refused: Readonly<Record<keyof typeof rules, readonly (readonly [text: string, words: RegExp])[]>> = {
  'a phone number id': [
    ['+14155550123', /not the number itself/],
    ['+1 (415) 555-0123', /not the number itself/],
    ['1 415 555 0123', /not the number itself/],
    ['415-555-0123', /not the number itself/],
    ['(415) 555.0123', /not the number itself/],
    ['14155550123', /not the number itself/],
    ['4915112345678', /not the number itself/],
    ['1065403522429x2', /digits only/],
    ['', /digits only/],
    [accessToken, /digits only/],
  ],
  'a business account id': [
    ['Acme', /digits only/],
    ['10229 0129340398', /digits only/],
    ['+14155550123', /digits only/],
  ],
  'an access token': [
    [`Bearer ${accessToken}`, /without "Bearer"/],
    [`bearer ${accessToken}`, /without "Bearer"/],
    [`"Bearer ${accessToken}"`, /without "Bearer"/],
    ['Bearer', /without "Bearer"/],
    [`"${accessToken}"`, /without blanks and quotation marks/],
    [`'${accessToken}'`, /without blanks and quotation marks/],
    [`${accessToken} ${accessToken}`, /without blanks/],
    [`${accessToken}\n`, /without blanks/],
    ['EAAG…', /ASCII/],
    [token, /not a token of Postcard/],
    ['', /access token/],
    ['x'.repeat(4_097), /access token/],
  ],
  'an app secret': [
    [`Bearer ${appSecret}`, /This is an access token/],
    [accessToken, /This is an access token/],
    [token, /This is a token of Postcard/],
    ['1065403522429221', /This is an id/],
    [`${appSecret.slice(0, 16)} ${appSecret.slice(16)}`, /without blanks/],
    [`"${appSecret}"`, /without blanks and quotation marks/],
    ['', /app secret/],
  ],
  'a verify token': [
    ['', /1 to 255/],
    ['x'.repeat(256), /1 to 255/],
    ['two\nlines', /one line/],
    ['a\0b', /one line/],
    [accessToken, /not the access token/],
  ],
};

for (const name of Object.keys(rules) as readonly (keyof typeof rules)[])
  describe(name, () => {
    for (const text of taken[name])
      it(`may be ${text.slice(0, 40)}`, () => expect(rules[name](text)).to.deep.equal(E.right(text)));

    for (const [text, words] of refused[name])
      it(`cannot be ${JSON.stringify(text).slice(0, 40)}, which is not repeated`, () => {
        const fault = rules[name](text);
        if (E.isRight(fault)) expect.fail('it was taken');
        expect(fault.left)
          .to.match(/^must /)
          .and.match(words);
        if (text.length > 8) expect(fault.left).not.to.contain(text);
      });
  });
