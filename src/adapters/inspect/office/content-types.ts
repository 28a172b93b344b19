/** One statement of an office package's `[Content_Types].xml`: what type the part of this name is of. */
export interface PartType {
  /** As an archive's entry is named: without the leading slash. */
  readonly part: string;
  readonly type: string;
}

export interface ContentTypes {
  readonly overrides: readonly PartType[];
  /** Every content type that the file names, by part or by extension, in lower case. */
  readonly types: readonly string[];
}

/** One for each entry of the largest archive we take, and as many defaults. */
const MAX_ELEMENTS = 4_000;
/** Two are needed; a few more may declare namespaces. */
const MAX_ATTRIBUTES = 8;

/**
 * A comment, the start of any other declaration, or an element. Each alternative takes its text to the end, or gives
 * up at the next `<`, so that reading stays linear on any bytes.
 */
const tokens = /<!--[^]*?-->|(?<declaration><!)|<(?:[\w.-]+:)?(?<kind>Default|Override)\s(?<attributes>[^<>]*)>/g;

/**
 * Reads `[Content_Types].xml` (ECMA-376 part 2, 10.1.2.2). Its grammar is small: two kinds of empty elements with
 * attributes. Undefined for elements it cannot mean, for what is not UTF-8, and for a document type, which none needs
 * and bombs are made of.
 */
export const readContentTypes = (bytes: Buffer): ContentTypes | undefined => {
  const xml = decode(bytes);
  if (xml === undefined) return undefined;
  const [overrides, types]: [PartType[], string[]] = [[], []];
  for (const { groups = {} } of xml.matchAll(tokens)) {
    if (groups['declaration'] !== undefined || types.length >= MAX_ELEMENTS) return undefined;
    if (groups['kind'] === undefined) continue;
    const attributes = attributesOf(groups['attributes'] ?? '');
    const type = attributes?.get('ContentType')?.trim().toLowerCase();
    if (attributes === undefined || type === undefined) return undefined;
    types.push(type);
    const part = attributes.get('PartName');
    if (groups['kind'] === 'Override' && part !== undefined) overrides.push({ part: part.replace(/^\//, ''), type });
  }
  return { overrides, types };
};

const decode = (bytes: Buffer): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const attributesOf = (text: string): ReadonlyMap<string, string> | undefined => {
  const attributes = new Map<string, string>();
  for (const [, name, double, single] of text.matchAll(/(?<![\w:.-])([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    if (attributes.size >= MAX_ATTRIBUTES || attributes.has(name ?? '')) return undefined;
    attributes.set(name ?? '', withoutReferences(double ?? single ?? ''));
  }
  return attributes;
};

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
