import { expect } from 'chai';
import { compoundOf } from '../compound-builder.js';
import { refusal } from '../detect.js';

/**
 * The content of a record FilePass, as msoffcrypto-tool derives it from the salt 00 … 0f: obfuscated, RC4, and RC4 of
 * CryptoAPI with 40 and 128 bits.
 */
const excelsOwn = {
  xor: '000012340a9a',
  rc4: '010001000100000102030405060708090a0b0c0d0e0f01fd4e05dc6e0e72fcc4b72175686883ded643a3b989170bc6e163b5debaf714',
  'CryptoAPI, 40 bits':
    '01000200020004000000280000000400000000000000016800000480000028000000010000000000000000000000520043003400000010000000000102030405060708090a0b0c0d0e0fc872728f14b55d849b7dde3f7cfd96a714000000d5e6c96d597b070d79bf31b1599eddf2ece8d44b',
  'CryptoAPI, 128 bits':
    '01000200020004000000280000000400000000000000016800000480000080000000010000000000000000000000520043003400000010000000000102030405060708090a0b0c0d0e0fa024a295d910dcd16b2b69c9dfef19191400000074a70eb0e7278136e857318b9e9a13d19115d50b',
} as const;

const another = {
  xor: '000012340b9a',
  rc4: '010001000100000102030405060708090a0b0c0d0e0f682cfee94e9f6889857140de284a00de087eec83bde7344df450a6a538e160d4',
  'CryptoAPI, 40 bits':
    '01000200020004000000280000000400000000000000016800000480000028000000010000000000000000000000520043003400000010000000000102030405060708090a0b0c0d0e0fdf83769a8b9846bebbda1a0830dfc72214000000eb9b7d43f8ce23805727c1638747bbe8267df1c5',
  'CryptoAPI, 128 bits':
    '01000200020004000000280000000400000000000000016800000480000080000000010000000000000000000000520043003400000010000000000102030405060708090a0b0c0d0e0f720fe74fe0779f36f959317d98f7ae49140000007529d8a7faf4aff9b836d95ce21419814d0a2c51',
} as const;

const record = (type: number, content: Buffer): Buffer => {
  const header = Buffer.alloc(4);
  header.writeUInt16LE(type, 0);
  header.writeUInt16LE(content.length, 2);
  return Buffer.concat([header, content]);
};

const START = record(0x0809, Buffer.alloc(16));
const workbook = (pass: Buffer): Buffer =>
  compoundOf({ Workbook: Buffer.concat([START, record(0x002f, pass), Buffer.alloc(5_000)]) });

describe("the media inspector, on workbooks with Excel's own password", () => {
  for (const [kind, pass] of Object.entries(excelsOwn))
    it(`takes one that opens for everybody: ${kind}`, async () => {
      expect(await refusal(workbook(Buffer.from(pass, 'hex')), 'xls')).to.equal(undefined);
    });

  for (const [kind, pass] of Object.entries(another))
    it(`refuses one with another password: ${kind}`, async () => {
      expect(await refusal(workbook(Buffer.from(pass, 'hex')), 'xls')).to.equal('password_protected xls');
    });

  it('refuses a record that is cut, or that counts wrongly', async () => {
    for (const pass of Object.values(excelsOwn).map((hex) => Buffer.from(hex, 'hex')))
      for (let length = 0; length < pass.length; length += 3)
        expect(await refusal(workbook(pass.subarray(0, length)), 'xls'), `${length}`).to.equal(
          'password_protected xls',
        );
    for (const at of [10, 30])
      for (const value of [0, 1, 7, 0x7fff_ffff, 0xffff_ffff]) {
        const pass = Buffer.from(excelsOwn['CryptoAPI, 128 bits'], 'hex');
        pass.writeUInt32LE(value, at);
        expect(await refusal(workbook(pass), 'xls'), `${value} at ${at}`).to.equal('password_protected xls');
      }
  });
});
