/** One statement of an office package's `[Content_Types].xml`: what type the part of this name is of. */
export interface PartType {
  /** As an archive's entry is named: without the leading slash. */
  readonly part: string;
  readonly type: string;
}

export interface ContentTypes {
  readonly overrides: readonly PartType[];
  /** Every content type that the file speaks of, by part or by extension, in lower case. */
  readonly types: readonly string[];
}

/**
 * Reads `[Content_Types].xml` (ECMA-376 part 2, 10.1.2.2). Its grammar is small: two kinds of empty elements with
 * attributes. Undefined for what is not UTF-8, and for a document type, which none needs and bombs are made of.
 */
export const readContentTypes = (bytes: Buffer): ContentTypes | undefined => {
  const xml = decode(bytes)?.replace(/<!--[^]*?-->/g, '');
  if (xml === undefined || xml.includes('<!')) return undefined;
  const elements = [...xml.matchAll(/<(?:[\w.-]+:)?(Default|Override)\s([^<>]*)>/g)].map(([, kind, attributes]) => ({
    kind,
    attributes: attributesOf(attributes ?? ''),
  }));
  return {
    overrides: elements.flatMap(({ kind, attributes }) => {
      const [part, type] = [attributes.get('PartName'), attributes.get('ContentType')];
      if (kind !== 'Override' || part === undefined || type === undefined) return [];
      return [{ part: part.replace(/^\//, ''), type: type.trim().toLowerCase() }];
    }),
    types: elements.flatMap(({ attributes }) => attributes.get('ContentType')?.trim().toLowerCase() ?? []),
  };
};

const decode = (bytes: Buffer): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const attributesOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, name, double, single]) => [
      name ?? '',
      withoutReferences(double ?? single ?? ''),
    ]),
  );

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** A type may be spelt with character references, `&#109;acroEnabled` for one. */
const withoutReferences = (value: string): string =>
  value.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return named[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
