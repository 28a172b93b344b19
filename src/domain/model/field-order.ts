/** The fields of a send in the order of the API's table of fields. Faults come in the same order. */
const order: readonly string[] = [
  'phone',
  'user_id',
  'media_type',
  'media_file',
  'media_url',
  'caption',
  'filename',
  'reference',
  'contact_id',
  'contact',
  'contact.firstname',
  'contact.lastname',
  'contact.email',
  'contact.country',
  'contact.assigned_id',
  'contact.groups',
  'idempotency_key',
];

const rankOf = (field: string): number => {
  const at = order.indexOf(field);
  return at === -1 ? order.length : at;
};

/**
 * Puts faults in the order of their fields. Faults of other fields come last. Faults of one field keep the order in
 * which they were found.
 */
export const inFieldOrder = <A extends { readonly field: string }>(faults: readonly A[]): readonly A[] =>
  [...faults].sort((a, b) => rankOf(a.field) - rankOf(b.field));
