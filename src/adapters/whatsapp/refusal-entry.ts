import { errorTable, type RefusalClass, type TableEntry } from './error-table.js';

/** What WhatsApp says of a failure, in an answer or in a status. */
export interface ToldError {
  readonly code: number;
  readonly subcode: number | null;
  readonly title: string;
  readonly details: string | null;
}

/** A sentence for what a subcode or WhatsApp's own text adds to a code that says little. All of these are final. */
interface Case {
  readonly codes: readonly number[];
  readonly fits: (told: ToldError) => boolean;
  readonly says: string;
}

const UNKNOWN_OBJECT = 33;

/** Whether Meta's text fits. Texts are short here: they are cut when they are read. */
const reads =
  (pattern: RegExp) =>
  ({ title, details }: ToldError): boolean =>
    pattern.test(title) || (details !== null && pattern.test(details));

const isCase =
  (told: ToldError) =>
  ({ codes, fits }: Case): boolean =>
    codes.includes(told.code) && fits(told);

const unknownUpload: Case = {
  codes: [100, 131009],
  fits: reads(/media attachment id/i),
  says: 'WhatsApp no longer knows the file that was uploaded to it; send the message again.',
};

/** Whether WhatsApp no longer knows an uploaded file, in the words of its parameter check. */
export const isUnknownUpload = (told: ToldError): boolean => isCase(told)(unknownUpload);

/** The first that fits counts. */
const cases: readonly Case[] = [
  unknownUpload,
  {
    codes: [100],
    fits: ({ subcode }) => subcode === UNKNOWN_OBJECT,
    says:
      'WhatsApp does not know the phone number id, or the access token may not use it; check both with postcard ' +
      'account show.',
  },
  {
    codes: [100, 131009, 131052, 131053],
    fits: reads(/file (size )?(is )?too (large|big)|you uploaded is too large/i),
    says: 'The file is larger than WhatsApp takes; send a smaller one.',
  },
  {
    codes: [100, 131053],
    fits: reads(/file with one of the following types|unsupported \w{1,20} mime type/i),
    says: 'WhatsApp does not take files of this type for this media_type; send the file in another format.',
  },
  {
    codes: [131052, 131053],
    fits: reads(/web\s?link/i),
    says:
      'WhatsApp could not fetch the file from its link. Set WHATSAPP_MEDIA_MODE=upload, so that files are uploaded to ' +
      'WhatsApp instead, and send the message again.',
  },
];

/** The class and the sentence of an error; undefined for a code that is not in the table. */
export const entryOf = (told: ToldError): TableEntry | undefined => {
  const known = errorTable.get(told.code);
  const found = cases.find(isCase(told));
  return known === undefined || found === undefined ? known : { class: known.class, says: found.says };
};

/** The sentence for a code that is not in the table. WhatsApp's own words are passed on beside it. */
export const unknownCodeSays = (code: number, refusal: RefusalClass): string =>
  refusal === 'final'
    ? `WhatsApp reports error ${code} for the message; look it up on Meta's page of error codes.`
    : `WhatsApp reports error ${code} for the message, which may pass; try again later.`;
