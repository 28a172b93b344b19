import { expect } from 'chai';
import { anchorsOf, firstCellsOf, linksOf, pathsOf, scriptsOf, sectionOf } from './markdown.js';

describe('what is read of a page', () => {
  it('is where its links and pictures lead, with and without a heading', () => {
    const page = 'See [a](docs/a.md), [b](b.md#to-do) and [here](#top).\n<img src="docs/c.png" width="3">';
    expect(linksOf(page)).to.deep.equal([
      { path: 'docs/a.md', anchor: '' },
      { path: 'b.md', anchor: 'to-do' },
      { path: '', anchor: 'top' },
      { path: 'docs/c.png', anchor: '' },
    ]);
  });

  it('is no link to another site, and none in code', () => {
    const page = '[x](https://x.test/y.md) [m](mailto:a@b.test) `[c](gone.md)`\n```\n[d](gone.md)\n```\n';
    expect(linksOf(page)).to.deep.equal([]);
  });

  it('is the anchor of each heading as GitHub makes it', () => {
    const page =
      '# What `GET /x` does, & why\n## A-b_c\n## Twice\n## Twice\n## [Linked](x.md)\n```\n# no heading\n```\n';
    const anchors = ['what-get-x-does--why', 'a-b_c', 'twice', 'twice-1', 'linked'];
    expect([...anchorsOf(page)]).to.deep.equal(anchors);
  });

  it('is each script, the short ones too', () => {
    const page = 'Run `npm run -s build`, `npm run test:faults -- x`, then `npm test && npm start`; not `npm ci`.';
    expect(scriptsOf(page)).to.deep.equal(['build', 'test:faults', 'test', 'start']);
  });

  it('is each path from the top, without the end of its sentence', () => {
    const page = 'See src/app/config.ts, `test/faults/` and docs/a.md. Not x/src/y, https://h.test/src/z or latest/b.';
    expect(pathsOf(page)).to.deep.equal(['src/app/config.ts', 'test/faults', 'docs/a.md']);
  });

  it('is the first cell of each row where it is code', () => {
    expect(firstCellsOf('| a | b |\n|---|---|\n| `X_Y` | z |\n| plain | `Q` |\n')).to.deep.equal(['X_Y']);
  });

  it('is a section up to the next heading, and nothing where there is none', () => {
    const page = '# P\n## Settings\n1\n### Errors\n2\n## Settings too\n3\n';
    expect(sectionOf(page, 'Settings')).to.equal('## Settings\n1\n');
    expect(sectionOf(page, 'Errors')).to.equal('### Errors\n2\n');
    expect(sectionOf(page, 'Metrics')).to.equal('');
  });
});
