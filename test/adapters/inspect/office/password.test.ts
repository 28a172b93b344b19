import { expect } from 'chai';
import { compound, compoundOf, root } from '../compound-builder.js';
import { refusal, sparse } from '../detect.js';

const LONG = 5_000;

/** The head of a WordDocument: its identity, and the flags at 10. */
const word = (flags: number, identity = 0xa5ec): Buffer => {
  const bytes = Buffer.alloc(LONG);
  bytes.writeUInt16LE(identity, 0);
  bytes.writeUInt16LE(flags, 10);
  return bytes;
};

const record = (type: number, length: number): Buffer => {
  const bytes = Buffer.alloc(4 + length);
  bytes.writeUInt16LE(type, 0);
  bytes.writeUInt16LE(length, 2);
  return bytes;
};

const START = 0x0809;
const WRITE_PROTECT = 0x0086;
const FILE_PASS = 0x002f;
const INTERFACE = 0x00e1;

const workbook = (...types: readonly number[]): Buffer =>
  Buffer.concat([...types.map((type) => record(type, type === WRITE_PROTECT ? 0 : 16)), Buffer.alloc(LONG)]);

/** The record of the current user, with the token that says whether the slides are encrypted. */
const user = (token: number): Buffer => {
  const bytes = Buffer.alloc(60);
  bytes.writeUInt16LE(0x0ff6, 2);
  bytes.writeUInt32LE(0x14, 8);
  bytes.writeUInt32LE(token, 12);
  return bytes;
};

const slides = Buffer.alloc(LONG);
const [PLAIN, ENCRYPTED] = [0xe391_c05f, 0xf3d1_c4df];

describe('the media inspector, on office documents with a password', () => {
  it('names an encrypted package, whatever lies beside it', async () => {
    const encrypted = { EncryptedPackage: Buffer.alloc(LONG), EncryptionInfo: Buffer.alloc(200) };
    for (const beside of [{}, { WordDocument: word(0) }, { Workbook: workbook(START), Book: workbook(START) }])
      for (const extension of ['docx', 'doc', 'xlsx', 'pptx', undefined] as const)
        expect(await refusal(compoundOf({ ...encrypted, ...beside }), extension)).to.equal('password_protected -');
  });

  it('takes no half of an encrypted package for one', async () => {
    for (const name of ['EncryptedPackage', 'EncryptionInfo'])
      expect(await refusal(compoundOf({ [name]: Buffer.alloc(LONG) }), 'docx')).to.equal(
        'content_mismatch application/x-cfb',
      );
  });

  it('reads in a Word document whether it is encrypted', async () => {
    for (const identity of [0xa5ec, 0xa5dc]) {
      expect(await refusal(compoundOf({ WordDocument: word(0x0100, identity) }), 'doc')).to.equal(
        'password_protected doc',
      );
      expect(await refusal(compoundOf({ WordDocument: word(0xfeff, identity) }), 'doc')).to.equal(undefined);
    }
    expect(await refusal(compoundOf({ WordDocument: word(0x0100, 0) }), 'doc'), 'of no known kind').to.equal(undefined);
  });

  it('reads in an Excel workbook whether it is encrypted', async () => {
    for (const name of ['Workbook', 'Book', 'WORKBOOK']) {
      const of = (...types: readonly number[]): Buffer => compoundOf({ [name]: workbook(...types) });
      expect(await refusal(of(START, FILE_PASS), 'xls')).to.equal('password_protected xls');
      expect(await refusal(of(START, WRITE_PROTECT, FILE_PASS), 'xls')).to.equal('password_protected xls');
      expect(await refusal(of(START, INTERFACE), 'xls')).to.equal(undefined);
      expect(await refusal(of(INTERFACE, FILE_PASS), 'xls'), 'without its start').to.equal(undefined);
    }
  });

  it('reads in a PowerPoint presentation whether it is encrypted', async () => {
    const of = (token: number) => ({ 'PowerPoint Document': slides, 'Current User': user(token) });
    expect(await refusal(compoundOf(of(ENCRYPTED)), 'ppt')).to.equal('password_protected ppt');
    expect(await refusal(compoundOf(of(PLAIN)), 'ppt')).to.equal(undefined);
    expect(await refusal(compoundOf({ ...of(PLAIN), EncryptedSummary: slides }), 'ppt')).to.equal(
      'password_protected ppt',
    );
    const behindOthers = { Others: Buffer.alloc(4_000), More: Buffer.alloc(4_000), ...of(ENCRYPTED) };
    expect(await refusal(compoundOf(behindOthers), 'ppt'), 'behind other short streams').to.equal(
      'password_protected ppt',
    );
  });

  it('takes a document whose streams point nowhere for one without a password', async () => {
    const file = compound([root(), { name: 'WordDocument' }]);
    file.writeUInt32LE(0xffff_fff0, 1_024 + 128 + 116);
    expect(await refusal(file, 'doc')).to.equal(undefined);
    const short = compoundOf({ 'PowerPoint Document': slides, 'Current User': user(ENCRYPTED) });
    for (const start of [0xffff_ffff, 0x0fff_ffff, 5_000]) {
      short.writeUInt32LE(start, 1_024 + 2 * 128 + 116);
      expect(await refusal(short, 'ppt'), `${start}`).to.equal(undefined);
    }
  });

  it('is done with a chain of short streams that never ends', async () => {
    const head = compoundOf({ 'PowerPoint Document': slides, 'Current User': user(ENCRYPTED) });
    head.writeUInt32LE(2_001, 1_024 + 2 * 128 + 116);
    // The first sector of short streams is followed by itself.
    const rootStart = head.readUInt32LE(1_024 + 116);
    head.writeUInt32LE(rootStart, 512 + 4 * rootStart);
    expect(await refusal(sparse(head.length + 1_000_000, [[0, head]]), 'ppt')).to.equal(undefined);
  });
});
