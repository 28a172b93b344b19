import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { readConfig } from '../src/app/config.js';

const root = new URL('../', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, root), 'utf8');

interface Compose {
  readonly services: Readonly<Record<string, { readonly environment?: Readonly<Record<string, string>> }>>;
}

const compose = parse(read('compose.yaml'), { merge: true }) as Compose;

/** A value as compose reads it where nothing is set: `${NAME:-fallback}` is its fallback. */
const defaulted = (value: string): string => value.replace(/\$\{[A-Z_]+:-([^}]*)\}/g, '$1');

/** What the files of secrets hold, where they are made as compose.yaml says. */
const secrets: Readonly<Record<string, string>> = {
  MONGODB_URL_FILE: `mongodb://postcard:${'0'.repeat(48)}@mongodb:27017/postcard`,
  ENCRYPTION_KEY_FILE: Buffer.alloc(32).toString('base64'),
};

/** The setting that a variable of a container sets. */
const settingOf = ([name, value]: readonly [string, string]): readonly [string, string] =>
  secrets[name] === undefined ? [name, defaulted(value)] : [name.replace(/_FILE$/, ''), secrets[name]];

describe('the deployment', () => {
  it('gives every node settings that exist and are taken', () => {
    const known = Object.keys(E.getOrElseW(() => ({}))(readConfig({})));
    const nodes = Object.entries(compose.services).filter(([name]) => name.startsWith('postcard-'));
    expect(nodes).to.have.length(2);
    for (const [, { environment = {} }] of nodes) {
      const settings = Object.fromEntries(Object.entries(environment).map(settingOf));
      expect(known).to.include.members(Object.keys(settings));
      expect(readConfig(settings)).to.have.property('_tag', 'Right');
    }
  });

  it('hands the proxy a configuration that names every node, on both doors', () => {
    const config = read('deploy/nginx.conf');
    for (const name of ['postcard-1', 'postcard-2'])
      for (const port of [3000, 50051]) expect(config).to.include(`server ${name}:${port};`);
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
