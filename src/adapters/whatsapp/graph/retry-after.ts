/** Reads a `Retry-After` header (RFC 9110: seconds or a date). @returns milliseconds from `now`, null for none */
export const readRetryAfter = (header: string | string[] | undefined, now: number): number | null => {
  const text = (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  if (!/^[A-Z][a-z]{2}, .* GMT$/.test(text)) return null;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
};
