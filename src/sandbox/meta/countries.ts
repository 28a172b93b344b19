/** ISO 3166 countries by calling code. Where countries share a code, the largest stands for all. */
const byCallingCode: Readonly<Record<string, string>> = {
  ...{ 1: 'US', 7: 'RU', 20: 'EG', 27: 'ZA', 30: 'GR', 31: 'NL', 32: 'BE', 33: 'FR', 34: 'ES', 36: 'HU', 39: 'IT' },
  ...{ 40: 'RO', 41: 'CH', 43: 'AT', 44: 'GB', 45: 'DK', 46: 'SE', 47: 'NO', 48: 'PL', 49: 'DE', 51: 'PE', 52: 'MX' },
  ...{ 54: 'AR', 55: 'BR', 56: 'CL', 57: 'CO', 58: 'VE', 60: 'MY', 61: 'AU', 62: 'ID', 63: 'PH', 64: 'NZ', 65: 'SG' },
  ...{ 66: 'TH', 81: 'JP', 82: 'KR', 84: 'VN', 86: 'CN', 90: 'TR', 91: 'IN', 92: 'PK', 94: 'LK', 98: 'IR' },
  ...{ 212: 'MA', 213: 'DZ', 216: 'TN', 221: 'SN', 225: 'CI', 233: 'GH', 234: 'NG', 254: 'KE', 255: 'TZ', 256: 'UG' },
  ...{ 298: 'FO', 351: 'PT', 352: 'LU', 353: 'IE', 354: 'IS', 358: 'FI', 380: 'UA', 420: 'CZ', 421: 'SK', 593: 'EC' },
  ...{ 852: 'HK', 880: 'BD', 886: 'TW', 961: 'LB', 962: 'JO', 965: 'KW', 966: 'SA', 971: 'AE', 972: 'IL', 974: 'QA' },
};

/** A code that ISO 3166 leaves to its users: of no country that the table knows. */
const ELSEWHERE = 'ZZ';

/** The two capital letters of a number's country. `phone`: digits, with the calling code. */
export const countryOf = (phone: string): string =>
  byCallingCode[phone.slice(0, 3)] ?? byCallingCode[phone.slice(0, 2)] ?? byCallingCode[phone.slice(0, 1)] ?? ELSEWHERE;
