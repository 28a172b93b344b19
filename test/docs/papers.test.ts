import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { readConfig } from '../../src/app/config.js';
import { secretSettings } from '../../src/app/secret-settings.js';
import { mediaRules } from '../../src/domain/model/media/media-rules.js';
import { anchorsOf, firstCellsOf, linksOf, pathsOf, scriptsOf, sectionOf } from './markdown.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
const papers = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', ...docs.map((name) => `docs/${name}`)];

/** The error codes of the API, as the table of the OpenAPI document lists them. */
const { info } = parse(read('openapi/postcard.yaml')) as { readonly info: { readonly description: string } };
const errorCodes = firstCellsOf(info.description);

/** The links of a page that lead to nothing. */
const deadLinksOf = (page: string): readonly string[] =>
  linksOf(read(page)).flatMap(({ path, anchor }) => {
    const target = path === '' ? page : join(dirname(page), path);
    if (!existsSync(join(root, target))) return [path];
    return anchor === '' || anchorsOf(read(target)).has(anchor) ? [] : [`${path}#${anchor}`];
  });

describe('the page for operating', () => {
  it('backs up from a container into a second mount, beside the only one that the image has', () => {
    const backups = sectionOf(read('docs/operating.md'), 'Files');
    const volume = /^VOLUME (\S+)$/m.exec(read('Dockerfile'))?.[1];
    expect(backups).to.match(new RegExp(`docker run .*-v \\w+:${volume} -v /\\S+:/backups `));
    expect(backups).to.contain('docker exec postcard postcard backup /backups/');
  });
});

describe('the README', () => {
  it('has at most 200 lines', () => {
    expect(read('README.md').trimEnd().split('\n')).to.have.length.at.most(200);
  });

  it('lists every error code, in the order of the OpenAPI document', () => {
    expect(errorCodes).to.include.members(['UNAUTHORIZED', 'SERVICE_UNAVAILABLE']);
    expect(firstCellsOf(sectionOf(read('README.md'), 'Errors'))).to.deep.equal(errorCodes);
  });

  it('gives each media type the extensions and the limit that it has', () => {
    const section = sectionOf(read('README.md'), 'Send a message');
    for (const [type, { extensions, limitMegabytes }] of Object.entries(mediaRules))
      expect(section).to.contain(`| \`${type}\` | ${extensions.join(' ')} | ${limitMegabytes} MB |`);
  });

  it('shows a picture of at most 150 KB', () => {
    const pictures = linksOf(read('README.md')).filter(({ path }) => path.endsWith('.png'));
    expect(pictures).to.have.length(1);
    for (const { path } of pictures) expect(statSync(join(root, path)).size).to.be.at.most(150_000);
  });
});

describe('the papers', () => {
  const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };

  for (const page of papers) {
    it(`lead to something that exists: ${page}`, () => expect(deadLinksOf(page)).to.deep.equal([]));

    it(`name scripts of package.json only: ${page}`, () =>
      expect(scriptsOf(read(page)).filter((name) => !Object.hasOwn(scripts, name))).to.deep.equal([]));
  }

  // The changelog may name what is gone.
  for (const page of papers.filter((name) => name !== 'CHANGELOG.md'))
    it(`name files and folders that exist: ${page}`, () =>
      expect(pathsOf(read(page)).filter((path) => !existsSync(join(root, path)))).to.deep.equal([]));

  it('are found from the README, all of them', () => {
    const linked = linksOf(read('README.md')).map(({ path }) => path);
    expect(linked).to.include.members(papers.filter((name) => name !== 'README.md'));
  });

  it('describe each setting once, and none that is not read', () => {
    const described = firstCellsOf(sectionOf(read('docs/operating.md'), 'Settings'));
    const known = Object.keys(E.getOrElseW(() => ({}))(readConfig({})));
    expect([...described].sort()).to.deep.equal(known.sort());
  });

  it('name the file of each setting that is a secret', () => {
    const section = sectionOf(read('docs/operating.md'), 'Secrets');
    for (const name of [...secretSettings, 'POSTCARD_TOKEN']) expect(section).to.contain(`\`${name}_FILE\``);
  });

  it('list every error code of gRPC', () => {
    const section = sectionOf(read('docs/grpc.md'), 'Errors');
    for (const code of errorCodes) expect(section).to.contain(`\`${code}\``);
  });

  it('have one place for the table of the fault runs', () => {
    expect(read('docs/under-fire.md').split(/^<!-- \/?under fire -->$/m)).to.have.length(3);
  });
});
