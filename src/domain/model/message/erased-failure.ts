import { type SendFailure } from './send-outcome.js';

/** What stands in the place of a number or a user id. */
const GONE = '…';

/**
 * A failure without the ids of the person, which WhatsApp may name in its words. The same value if there is none in it.
 */
export const erasedFailure = (
  failure: SendFailure,
  { phone, userId }: { readonly phone: string | null; readonly userId: string | null },
): SendFailure => {
  const ids = [phone, userId].filter((id) => id !== null && id !== '') as string[];
  const without = (text: string): string => ids.reduce((so, id) => so.replaceAll(id, GONE), text);
  const { error, whatsapp } = failure;
  const made: SendFailure = {
    ...failure,
    error: without(error),
    whatsapp:
      whatsapp === null
        ? null
        : {
            ...whatsapp,
            title: without(whatsapp.title),
            details: whatsapp.details === null ? null : without(whatsapp.details),
          },
  };
  const isSame =
    made.error === error && made.whatsapp?.title === whatsapp?.title && made.whatsapp?.details === whatsapp?.details;
  return isSame ? failure : made;
};
