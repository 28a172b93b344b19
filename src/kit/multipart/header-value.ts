/** The value of a header and its parameters, names in lower case. */
export interface HeaderValue {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const VALUE = /^[^;\t ]*/;

/** No header has more. Each costs some microseconds, and a form may have 40 heads of 16 KiB. */
const MOST_PARAMETERS = 100;

/**
 * Reads `form-data; name="x"; filename*=UTF-8''y` (RFC 2183 as RFC 7578 and RFC 6266 use it), in one pass. If a name
 * comes twice, the first counts. Extended values (RFC 8187) stay as they are written. Null if it cannot be read.
 *
 * It takes what programs write and no RFC has: a `;` at the end, blanks around `=`, values without quotes that have
 * blanks, semicolons or bytes beyond ASCII, and quotes within quotes. In quotes, `\"` and `\\` are pairs. Any other backslash is
 * one, because some clients send Windows paths as they are.
 */
export const readHeaderValue = (text: string): HeaderValue | null => {
  const value = VALUE.exec(text)?.[0] ?? '';
  const parameters = new Map<string, string>();
  let at = behindBlanks(text, value.length);
  for (let count = 0; at < text.length; count += 1) {
    if (text[at] !== ';' || count >= MOST_PARAMETERS) return null;
    const parameter = readParameter(text, at + 1);
    if (parameter === null) return null;
    if (parameter.name !== '' && !parameters.has(parameter.name)) parameters.set(parameter.name, parameter.value);
    at = parameter.end;
  }
  return { value: value.toLowerCase(), parameters };
};

interface Read {
  readonly value: string;
  /** Where the next `;` is, or the end of the text. */
  readonly end: number;
}

/** The parameter that begins here. Its name is empty if it has none, or no value. */
const readParameter = (text: string, start: number): (Read & { readonly name: string }) | null => {
  const end = nextSemicolon(text, start);
  const [written = '', ...more] = text.slice(start, end).split('=');
  if (more.length === 0) return { name: '', value: '', end };
  const from = behindBlanks(text, start + written.length + 1);
  const read = text[from] === '"' ? readQuoted(text, from + 1) : readPlain(text, from, end);
  return read === null ? null : { name: written.trim().toLowerCase(), ...read };
};

/** A value without quotes, up to this `;`. What follows and has no `=` is no parameter, so it is of the value too. */
const readPlain = (text: string, start: number, semicolon: number): Read => {
  let end = semicolon;
  while (end < text.length) {
    const next = nextSemicolon(text, end + 1);
    const more = text.slice(end + 1, next);
    if (more.trim() === '' || more.includes('=')) break;
    end = next;
  }
  return { value: text.slice(start, end).trimEnd(), end };
};

/** The quoted text that begins here. A quote ends it if nothing but blanks stands before the next `;`. */
const readQuoted = (text: string, start: number): Read | null => {
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') {
      const end = behindBlanks(text, at + 1);
      if (end === text.length || text[end] === ';')
        return { value: text.slice(start, at).replace(/\\(["\\])/g, '$1'), end };
    }
  }
  return null;
};

const nextSemicolon = (text: string, from: number): number => {
  const at = text.indexOf(';', from);
  return at === -1 ? text.length : at;
};

const behindBlanks = (text: string, from: number): number => {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
};
