import { TextDecoder } from 'node:util';
import { partName } from './part-name.js';

/** What types an office package's `[Content_Types].xml` gives, in lower case. Sound packages give one each. */
export interface ContentTypes {
  /** By the name of a part. */
  readonly overrides: ReadonlyMap<string, readonly string[]>;
  /** By the extension, in lower case, of parts that have no override. */
  readonly defaults: ReadonlyMap<string, readonly string[]>;
}

/** One for each entry of the largest archive we take, and as many defaults and comments. */
const MAX_ELEMENTS = 4_000;
/** One is needed; some writers contradict themselves, and then each counts. */
const MAX_TYPES = 4;
/** Each costs a fraction of a microsecond: more of them, in 1 MiB, would hold the event loop. */
const MAX_ENCODED = { '%': 50_000, '\\': 50_000, '&': 10_000 } as const;
/** Two are needed; a few more may declare namespaces. */
const MAX_ATTRIBUTES = 8;

/**
 * A comment, the start of any other declaration, or an element. Each alternative takes its text to the end, or gives
 * up at the next `<`, so that reading stays linear on any bytes.
 */
const tokens = /<!--[^]*?-->|(?<declaration><!)|<(?:[\w.-]+:)?(?<kind>Default|Override)\s(?<attributes>[^<>]*)>/g;

/**
 * Reads `[Content_Types].xml` (ECMA-376 part 2, 10.1.2.2). Its grammar is small: two kinds of empty elements with
 * attributes. Undefined for elements it cannot mean, for what is neither UTF-8 nor UTF-16, and for a document type,
 * which none needs and bombs are made of.
 */
export const readContentTypes = (bytes: Buffer): ContentTypes | undefined => {
  const xml = decode(bytes);
  if (xml === undefined || isCostly(xml)) return undefined;
  const [overrides, defaults] = [new Map<string, string[]>(), new Map<string, string[]>()];
  let elements = 0;
  for (const { groups = {} } of xml.matchAll(tokens)) {
    if (groups['declaration'] !== undefined || elements >= MAX_ELEMENTS) return undefined;
    elements++;
    if (groups['kind'] === undefined) continue;
    const attributes = attributesOf(groups['attributes'] ?? '');
    const type = attributes?.get('ContentType')?.trim().toLowerCase();
    if (attributes === undefined || type === undefined) return undefined;
    const part = attributes.get('PartName');
    const extension = attributes.get('Extension');
    if (groups['kind'] === 'Override' && part !== undefined && !add(overrides, partName(part), type)) return undefined;
    if (groups['kind'] === 'Default' && extension !== undefined && !add(defaults, extension.toLowerCase(), type))
      return undefined;
  }
  return { overrides, defaults };
};

/** Whether more is percent-encoded, written as references or parted by backslashes than in the largest packages. */
const isCostly = (xml: string): boolean =>
  Object.entries(MAX_ENCODED).some(([sign, most]) => {
    let at = -1;
    for (let count = 0; count <= most; count++) {
      at = xml.indexOf(sign, at + 1);
      if (at < 0) return false;
    }
    return true;
  });

/** Whether one more type of a part or an extension can be meant. */
const add = (types: Map<string, string[]>, key: string, type: string): boolean => {
  const given = types.get(key) ?? [];
  if (!given.includes(type)) given.push(type);
  types.set(key, given);
  return given.length <= MAX_TYPES;
};

/** The types of a part: what overrides name it, else the defaults of its extension. Sound packages give one. */
export const typesOfPart = ({ overrides, defaults }: ContentTypes, part: string): readonly string[] =>
  overrides.get(part) ?? defaults.get(part.slice(part.lastIndexOf('.') + 1)) ?? [];

/** UTF-8, or UTF-16 with the mark that XML demands of it. Both marks are dropped. */
const decode = (bytes: Buffer): string | undefined => {
  const mark = bytes.toString('hex', 0, 2);
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
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
