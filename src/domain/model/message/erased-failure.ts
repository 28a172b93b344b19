import { type SendFailure } from './send-outcome.js';

/** What stands in the place of a number or a user id. */
const GONE = '…';

/** A failure without the ids of the person, which WhatsApp may name in its words. */
export const erasedFailure = (
  failure: SendFailure,
  { phone, userId }: { readonly phone: string | null; readonly userId: string | null },
): SendFailure => {
  const ids = [phone, userId].filter((id) => id !== null);
  const without = (text: string): string => ids.reduce((so: string, id) => so.replaceAll(id, GONE), text);
  const { error, whatsapp } = failure;
  if (whatsapp === null) return { ...failure, error: without(error) };
  const { title, details } = whatsapp;
  const said = { ...whatsapp, title: without(title), details: details === null ? null : without(details) };
  return { ...failure, error: without(error), whatsapp: said };
};
