/** A media type and its parameters, names in lower case. */
export interface ContentType {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const TYPE = /^[!#$%&'*+.^_`|~0-9a-z-]+\/[!#$%&'*+.^_`|~0-9a-z-]+(?=[ \t]*(?:;|$))/i;
const PARAMETER = /[ \t]*;[ \t]*(?:([!#$%&'*+.^_`|~0-9a-z-]+)=(?:([^\s";]+)|"((?:[^"\\]|\\.)*)"))?[ \t]*/iy;

/** Reads a `Content-Type` (RFC 9110, 8.3.1). Null where there is none, it cannot be read, or says a thing twice. */
export const parseContentType = (header: string | undefined): ContentType | null => {
  const text = header?.trim() ?? '';
  const type = TYPE.exec(text)?.[0];
  if (type === undefined) return null;
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = type.length;
  while (PARAMETER.lastIndex < text.length) {
    const found = PARAMETER.exec(text);
    if (found === null) return null;
    const [, name, plain, quoted] = found;
    if (name === undefined) continue;
    if (parameters.has(name.toLowerCase())) return null;
    parameters.set(name.toLowerCase(), plain ?? (quoted ?? '').replace(/\\(.)/g, '$1'));
  }
  return { type: type.toLowerCase(), parameters };
};

/** Whether text of this type may be read as UTF-8. */
export const isUtf8 = ({ parameters }: ContentType): boolean =>
  /^(utf-?8|us-ascii)$/i.test(parameters.get('charset') ?? 'utf-8');
