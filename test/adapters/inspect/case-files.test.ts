import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import { extensionOfName } from '../../../src/domain/model/media/file-name.js';
import { caseFile } from '../../support/case-files.js';
import { detect, refusal } from './detect.js';

const accepted = {
  'sheetjs.xlsx': 'xlsx',
  'default-main.xlsx': 'xlsx',
  'default-main.docx': 'docx',
  'newline-after-zip.docx': 'docx',
  'bom.pdf': 'pdf',
  'byte-order-ff-fe.xls': 'xls',
  'cp1251-january.csv': 'csv',
  'junk-between-segments.jpg': 'jpeg',
} as const;

const refused = {
  'control-vba-part.xlsx': 'content_mismatch xlsm',
  'encrypted-with-word-decoy.docx': 'password_protected -',
} as const;

const extensionOf = (name: string) => O.toUndefined(extensionOfName(name));

describe("the media inspector, on files that people's programs write", () => {
  for (const [name, format] of Object.entries(accepted))
    it(`takes ${name}`, async () => {
      expect(await detect(caseFile(name), extensionOf(name))).to.equal(format);
    });

  for (const [name, words] of Object.entries(refused))
    it(`refuses ${name}, and says why`, async () => {
      expect(await refusal(caseFile(name), extensionOf(name))).to.equal(words);
    });
});
