/** The country code of the sandbox's business numbers. */
const OWN_COUNTRY_CODE = '1';

/** The digits up to which a number without its plus is taken for a national one. */
const NATIONAL_DIGITS = 10;

/**
 * The `wa_id` that Meta would reach for a `to`: formatting is dropped, and where the leading `+` is missing and
 * the digits could be a national number, the business's own country code is put in front. (Meta documents that
 * this "may" happen; the sandbox does it always, so that a caller who forgets the plus sees it here.)
 * @returns digits only, or undefined where `to` is no phone number
 */
export const parseRecipient = (to: unknown): string | undefined => {
  if (typeof to !== 'string' && typeof to !== 'number') return undefined;
  const written = String(to).trim();
  if (written.length > 64 || !/^\+?[\d\s().-]+$/.test(written)) return undefined;
  const digits = written.replace(/\D/g, '');
  const whole = written.startsWith('+') || digits.length > NATIONAL_DIGITS ? digits : OWN_COUNTRY_CODE + digits;
  return /^[1-9]\d{6,14}$/.test(whole) ? whole : undefined;
};

/** The number that a phone number id shows as its own: made up, always the same for the same id. */
export const displayNumber = (phoneNumberId: string): string =>
  `${OWN_COUNTRY_CODE}555${phoneNumberId.slice(-7).padStart(7, '0')}`;
