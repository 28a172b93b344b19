/** The fields of a send, in the order in which the API's table of fields has them: that of their faults too. */
const order: readonly string[] = [
  'phone',
  'media_type',
  'media_file',
  'media_url',
  'caption',
  'filename',
  'contact_id',
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

/** Puts faults in the order of their fields. Those of other fields come last; equals keep the order they were found in. */
export const inFieldOrder = <A extends { readonly field: string }>(faults: readonly A[]): readonly A[] =>
  [...faults].sort((a, b) => rankOf(a.field) - rankOf(b.field));
