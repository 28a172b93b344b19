/** The documents that we take, and what each is called once it carries code. */
const withMacros = { docx: 'docm', xlsx: 'xlsm', pptx: 'pptm' } as const;

export type OoxmlFormat = keyof typeof withMacros;

/** The main part's type. Strict documents (ISO/IEC 29500) have the same. (ECMA-376 part 1, 15.2) */
const formatOfMainPart: Readonly<Record<string, OoxmlFormat>> = {
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml': 'xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml': 'pptx',
};

/** Main parts of documents that we do not take, and the extensions of these. ([MS-OE376], [MS-VSDX]) */
const otherMainParts: Readonly<Record<string, string>> = {
  'application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml': 'dotx',
  'application/vnd.ms-word.document.macroenabled.main+xml': 'docm',
  'application/vnd.ms-word.template.macroenabledtemplate.main+xml': 'dotm',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml': 'xltx',
  'application/vnd.ms-excel.sheet.macroenabled.main+xml': 'xlsm',
  'application/vnd.ms-excel.template.macroenabled.main+xml': 'xltm',
  'application/vnd.ms-excel.addin.macroenabled.main+xml': 'xlam',
  'application/vnd.ms-excel.sheet.binary.macroenabled.main': 'xlsb',
  'application/vnd.openxmlformats-officedocument.presentationml.template.main+xml': 'potx',
  'application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml': 'ppsx',
  'application/vnd.ms-powerpoint.presentation.macroenabled.main+xml': 'pptm',
  'application/vnd.ms-powerpoint.template.macroenabled.main+xml': 'potm',
  'application/vnd.ms-powerpoint.slideshow.macroenabled.main+xml': 'ppsm',
  'application/vnd.ms-powerpoint.addin.macroenabled.main+xml': 'ppam',
  'application/vnd.ms-visio.drawing.main+xml': 'vsdx',
  'application/vnd.ms-visio.drawing.macroenabled.main+xml': 'vsdm',
  'application/vnd.ms-package.xps-fixeddocumentsequence+xml': 'xps',
  'application/vnd.ms-package.3dmanufacturing-3dmodel+xml': '3mf',
};

/** Types of parts that carry code: VBA, Excel 4 macro sheets. */
const isMacroType = (type: string): boolean => /macroenabled|vbaproject|macrosheet/.test(type);
const isControlType = (type: string): boolean => type.includes('ms-office.activex');

/** What an office package is by the types of the parts that are there: one of the formats, else what it is. */
export const kindOfPackage = (
  types: readonly string[],
  hasVba: boolean,
): { readonly format: OoxmlFormat } | { readonly detected: string | null } => {
  const mains = types.flatMap((type) => (Object.hasOwn(formatOfMainPart, type) ? (formatOfMainPart[type] ?? []) : []));
  const [other] = types.flatMap((type) => (Object.hasOwn(otherMainParts, type) ? (otherMainParts[type] ?? []) : []));
  const [main, second] = mains;
  if (hasVba || types.some(isMacroType)) return { detected: other ?? (main === undefined ? null : withMacros[main]) };
  if (types.some(isControlType)) return { detected: 'application/vnd.ms-office.activeX+xml' };
  if (main === undefined) return { detected: other ?? 'zip' };
  return second === undefined ? { format: main } : { detected: null };
};
