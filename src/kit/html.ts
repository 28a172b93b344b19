/** Markup that is safe to send: every value in it was escaped. */
export type Html = { readonly markup: string };

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

const render = (value: string | Html | readonly Html[]): string => {
  if (typeof value === 'string') return escape(value);
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
};

/** A template whose values are escaped, for text and for quoted attributes alike, unless they are markup already. */
export const html = (parts: TemplateStringsArray, ...values: (string | Html | readonly Html[])[]): Html => ({
  markup: parts.map((part, index) => part + (index < values.length ? render(values[index] ?? '') : '')).join(''),
});

/** Text of our own that goes in as it is. */
export const raw = (markup: string): Html => ({ markup });
