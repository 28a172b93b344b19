import { createHash } from 'node:crypto';

/**
 * The password that Excel itself puts on a workbook whose structure is protected, and tries before it asks for one: such
 * a file opens for everybody. ([MS-XLS], 2.2.10)
 */
const PASSWORD = 'VelvetSweatshop';

/** Whether a record FilePass, without its header, is one of a workbook that opens with Excel's own password. */
export const opensWithoutPassword = (pass: Buffer): boolean => {
  const [type, major, minor] = [0, 2, 4].map((at) => (at + 2 <= pass.length ? pass.readUInt16LE(at) : -1));
  if (type === 0) return minor === xorVerifier(Buffer.from(PASSWORD, 'latin1'));
  if (type !== 1) return false;
  return major === 1 ? isRc4Verified(pass) : isCryptoApiVerified(pass);
};

/** Obfuscation: a hash of 16 bits. ([MS-OFFCRYPTO], 2.3.7.1) */
const xorVerifier = (password: Buffer): number =>
  [...Buffer.from([password.length, ...password])].reduceRight(
    (verifier, byte) => (((verifier & 0x4000) === 0 ? 0 : 1) | ((verifier << 1) & 0x7fff)) ^ byte,
    0,
  ) ^ 0xce4b;

/** Behind type and version: a salt, a verifier and its hash, 16 bytes each. ([MS-OFFCRYPTO], 2.3.6) */
const isRc4Verified = (pass: Buffer): boolean => {
  if (pass.length < 54) return false;
  const start = hash('md5', Buffer.from(PASSWORD, 'utf16le')).subarray(0, 5);
  const salted = Buffer.concat(
    Array<Buffer[]>(16)
      .fill([start, pass.subarray(6, 22)])
      .flat(),
  );
  const key = hash('md5', hash('md5', salted).subarray(0, 5), FIRST_BLOCK);
  return isVerified('md5', rc4(key, pass.subarray(22, 54)));
};

/** The same with a header that names the algorithms, whose length it says. ([MS-OFFCRYPTO], 2.3.5) */
const isCryptoApiVerified = (pass: Buffer): boolean => {
  const headerBytes = pass.length < 14 ? 0 : pass.readUInt32LE(10);
  const verifier = 14 + headerBytes;
  if (headerBytes < 20 || verifier + 60 > pass.length) return false;
  const keyBytes = (pass.readUInt32LE(30) === 0 ? 40 : pass.readUInt32LE(30)) / 8;
  const salt = pass.subarray(verifier + 4, verifier + 20);
  const start = hash('sha1', salt, Buffer.from(PASSWORD, 'utf16le'));
  const derived = hash('sha1', start, FIRST_BLOCK).subarray(0, keyBytes);
  const key = derived.length === 5 ? Buffer.concat([derived, Buffer.alloc(11)]) : derived;
  if (key.length === 0) return false;
  const encrypted = [pass.subarray(verifier + 20, verifier + 36), pass.subarray(verifier + 40, verifier + 60)];
  return isVerified('sha1', rc4(key, Buffer.concat(encrypted)));
};

const FIRST_BLOCK = Buffer.alloc(4);

const hash = (name: 'md5' | 'sha1', ...parts: readonly Buffer[]): Buffer =>
  createHash(name).update(Buffer.concat(parts)).digest();

const isVerified = (name: 'md5' | 'sha1', verifier: Buffer): boolean =>
  hash(name, verifier.subarray(0, 16)).equals(verifier.subarray(16));

/** RC4, which OpenSSL no longer offers. */
const rc4 = (key: Buffer, bytes: Buffer): Buffer => {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const at = (index: number): number => state[index & 0xff] ?? 0;
  const swap = (a: number, b: number): void => {
    [state[a & 0xff], state[b & 0xff]] = [at(b), at(a)];
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j += at(i) + (key[i % key.length] ?? 0);
    swap(i, j);
  }
  let j = 0;
  return Buffer.from(
    bytes.map((byte, index) => {
      const i = index + 1;
      j += at(i);
      swap(i, j);
      return byte ^ at(at(i) + at(j));
    }),
  );
};
