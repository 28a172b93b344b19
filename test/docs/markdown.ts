/** A place that a page leads to: a file, relative to the page, and a heading in it. Empty where absent. */
export interface Link {
  readonly path: string;
  readonly anchor: string;
}

const FENCED = /^ *```[\s\S]*?^ *```/gm;
const INLINE_CODE = /`[^`\n]*`/g;

/** The relative links and pictures of a page. What stands in code is no link, and other sites are not looked at. */
export const linksOf = (page: string): readonly Link[] => {
  const text = page.replace(FENCED, '').replace(INLINE_CODE, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g), ...text.matchAll(/\b(?:src|href)="([^"]+)"/g)];
  return targets
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/i.test(target))
    .map((target) => {
      const [path = '', anchor = ''] = target.split('#');
      return { path, anchor };
    });
};

/** The anchors that GitHub gives to the headings of a page; a repeated heading gets a number. */
export const anchorsOf = (page: string): ReadonlySet<string> => {
  const anchors = new Set<string>();
  for (const [, heading = ''] of page.replace(FENCED, '').matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = plain.replace(/[^\p{L}\p{M}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
    let free = anchor;
    for (let number = 1; anchors.has(free); number += 1) free = `${anchor}-${number}`;
    anchors.add(free);
  }
  return anchors;
};

/** The scripts of package.json that a page tells its reader to run. */
export const scriptsOf = (page: string): readonly string[] => [
  ...[...page.matchAll(/\bnpm run (?:-s )?([a-z][a-z:-]*[a-z])/g)].map(([, name = '']) => name),
  ...[...page.matchAll(/\bnpm (test|start)\b/g)].map(([, name = '']) => name),
];

/** The files and folders of this repository that a page names, from its top. */
export const pathsOf = (page: string): readonly string[] =>
  [...page.matchAll(/(?<![\w./-])(?:src|test|docs|openapi|proto|deploy)\/[\w./-]*/g)].map(([path]) =>
    path.replace(/[./]+$/, ''),
  );

/** The rows of the tables of a page or a section, by the texts in code of their first cell. */
export const firstCellsOf = (page: string): readonly string[] =>
  [...page.matchAll(/^\| *`([^`]+)` *\|/gm)].map(([, name = '']) => name);

/** What stands under a heading of the second level, or of the third; empty where the page has no such heading. */
export const sectionOf = (page: string, heading: string): string =>
  page.split(/^(?=##+ )/m).find((section) => section.replace(/^#+ /, '').startsWith(`${heading}\n`)) ?? '';
