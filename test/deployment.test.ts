import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { readConfig } from '../src/app/config.js';

const root = new URL('../', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, root), 'utf8');

interface Compose {
  readonly services: Readonly<
    Record<
      string,
      { readonly environment?: Readonly<Record<string, string>>; readonly configs?: readonly { source: string }[] }
    >
  >;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
}

const compose = parse(read('compose.yaml'), { merge: true }) as Compose;

/** A value as compose reads it where nothing is set: `${NAME:-fallback}` is its fallback. */
const defaulted = (value: string): string => value.replace(/\$\{[A-Z_]+:-([^}]*)\}/g, '$1');

describe('the deployment', () => {
  it('gives every node settings that exist and are taken', () => {
    const known = Object.keys(E.getOrElseW(() => ({}))(readConfig({})));
    const nodes = Object.entries(compose.services).filter(([name]) => name.startsWith('postcard-'));
    expect(nodes).to.have.length(2);
    for (const [, { environment = {} }] of nodes) {
      expect(known).to.include.members(Object.keys(environment));
      const settings = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, defaulted(value)]));
      expect(readConfig(settings)).to.have.property('_tag', 'Right');
    }
  });

  it('hands the proxy a configuration that names every node, on both doors', () => {
    const config = compose.configs['nginx']?.content ?? '';
    for (const name of ['postcard-1', 'postcard-2'])
      for (const port of [3000, 50051]) expect(config).to.include(`server ${name}:${port};`);
    // Compose would put its own variables in place of nginx's.
    expect(config.replaceAll('$$', '')).to.not.include('$');
  });

  it('copies into the image what is there, and what the image ignores nothing of', () => {
    const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) =>
      paths.split(' '),
    );
    expect(copied).to.include.members(['package-lock.json', 'src']);
    const kept = read('.dockerignore').split('\n');
    for (const path of copied) {
      expect(existsSync(fileURLToPath(new URL(path, root))), path).to.equal(true);
      expect(kept).to.include(`!${path.replace('./', '')}`);
    }
  });
});
