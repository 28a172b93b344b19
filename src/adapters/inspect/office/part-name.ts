/**
 * The name of a part, from an archive's entry or from `[Content_Types].xml`, so that both can be compared: without the
 * leading slash, in lower case, percent-encoding undone, and with the slashes that older .NET wrote as backslashes.
 * (ECMA-376 part 2, 9.1.1)
 */
export const partName = (written: string): string =>
  withoutLeading(decoded(written).replaceAll('\\', '/').toLowerCase());

const withoutLeading = (name: string): string => name.replace(/^\/+/, '');

const decoded = (name: string): string => {
  if (!name.includes('%')) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
};
