/** The value of a header and its parameters, names in lower case. */
export interface HeaderValue {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const VALUE = /^[^;\t ]*/;
const PARAMETER = /[\t ]*;[\t ]*([!#$%&'*+.^_`|~0-9a-z-]+)=(?:([!#$%&'*+.^_`|~0-9a-z-]+)|"((?:[^"\\]|\\.)*)")/iy;

/**
 * Reads `form-data; name="x"; filename*=UTF-8''y` (RFC 2183 as RFC 7578 uses it). Where a name comes twice, the
 * first counts. Extended values (RFC 8187) stay as they are written. Null where it cannot be read.
 *
 * In quotes, `\"` and `\\` are pairs; any other backslash is one, since some clients send Windows paths as they are.
 */
export const readHeaderValue = (text: string): HeaderValue | null => {
  const value = VALUE.exec(text)?.[0] ?? '';
  const parameters = new Map<string, string>();
  let end = value.length;
  while (end < text.length) {
    PARAMETER.lastIndex = end;
    const found = PARAMETER.exec(text);
    if (found === null) return null;
    const [, name = '', token, quoted = ''] = found;
    // An extended value is never in quotes.
    if (token === undefined && name.endsWith('*')) return null;
    if (!parameters.has(name.toLowerCase()))
      parameters.set(name.toLowerCase(), token ?? quoted.replace(/\\(["\\])/g, '$1'));
    end = PARAMETER.lastIndex;
  }
  return { value: value.toLowerCase(), parameters };
};
