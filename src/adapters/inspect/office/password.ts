import { type CompoundFile } from './compound-file.js';
import { streamHead } from './compound-stream.js';
import { opensWithoutPassword } from './default-password.js';

/**
 * Whether a compound file is the wrapping of an encrypted OOXML document, whatever streams lie beside: Excel and others
 * put an empty document of 97 there, for programs that know no encryption. ([MS-OFFCRYPTO], 1.3.3)
 */
export const isEncryptedPackage = ({ top }: CompoundFile): boolean =>
  top.has('ENCRYPTEDPACKAGE') && top.has('ENCRYPTIONINFO');

/** Whether a document of 97 can be read with its password only. */
export const isEncrypted97 = (compound: CompoundFile, format: 'doc' | 'xls' | 'ppt'): Promise<boolean> =>
  encrypted[format](compound);

const WORD_IDENTITIES = [0xa5ec, 0xa5dc];
const WORD_FLAGS_AT = 10;
const WORD_ENCRYPTED = 0x0100;

/** A bit in the head of the file information block, in Word 6 already. ([MS-DOC], 2.5.2) */
const isEncryptedDoc = async (compound: CompoundFile): Promise<boolean> => {
  const fib = await headOf(compound, ['WORDDOCUMENT'], 12);
  if (fib.length < 12 || !WORD_IDENTITIES.includes(fib.readUInt16LE(0))) return false;
  return (fib.readUInt16LE(WORD_FLAGS_AT) & WORD_ENCRYPTED) !== 0;
};

const XLS_HEAD = 512;
const XLS_RECORDS = 6;
const isXlsStart = (record: number): boolean => (record & 0xff) === 0x09;
const FILE_PASS = 0x002f;

/**
 * A record FilePass among the first ones, behind the start and a protection against writing, with a password other than
 * Excel's own. ([MS-XLS], 2.4.117)
 */
const isEncryptedXls = async (compound: CompoundFile): Promise<boolean> => {
  const head = await headOf(compound, ['WORKBOOK', 'BOOK'], XLS_HEAD);
  for (let at = 0, records = 0; at + 4 <= head.length && records < XLS_RECORDS; records++) {
    const record = head.readUInt16LE(at);
    const end = at + 4 + head.readUInt16LE(at + 2);
    if (records === 0 && !isXlsStart(record)) return false;
    if (record === FILE_PASS) return !opensWithoutPassword(head.subarray(at + 4, end));
    at = end;
  }
  return false;
};

const PPT_TOKEN_AT = 12;
const PPT_ENCRYPTED = 0xf3d1_c4df;

/** The token of the current user's record, or the summary that is encrypted with the rest. ([MS-PPT], 2.3.2) */
const isEncryptedPpt = async (compound: CompoundFile): Promise<boolean> => {
  if (compound.top.has('ENCRYPTEDSUMMARY')) return true;
  const user = await headOf(compound, ['CURRENT USER'], PPT_TOKEN_AT + 4);
  return user.length >= PPT_TOKEN_AT + 4 && user.readUInt32LE(PPT_TOKEN_AT) === PPT_ENCRYPTED;
};

const encrypted = { doc: isEncryptedDoc, xls: isEncryptedXls, ppt: isEncryptedPpt } as const;

/** The first bytes of the first of these streams that is there. */
const headOf = async (compound: CompoundFile, names: readonly string[], length: number): Promise<Buffer> => {
  const [stream] = names.flatMap((name) => compound.top.get(name) ?? []);
  return stream === undefined ? Buffer.alloc(0) : streamHead(compound, stream, length);
};
