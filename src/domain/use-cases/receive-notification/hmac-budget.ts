const KIBIBYTE = 1_024;

/** How many secrets are tried on a body of so many bytes (SAFETY N4): an HMAC reads the whole body. */
export const mostSecrets = (bytes: number): number => {
  if (bytes <= 4 * KIBIBYTE) return 1_000;
  return bytes <= 64 * KIBIBYTE ? 16 : 2;
};
