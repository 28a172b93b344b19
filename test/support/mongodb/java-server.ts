import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInstalled, run, startUntil } from './child.js';
import { type TestServer } from './server.js';

const launcher = fileURLToPath(new URL('MongoTestServer.java', import.meta.url));
const pom = fileURLToPath(new URL('pom.xml', import.meta.url));

/** mongo-java-server, in memory, where Java and Maven are. */
export const javaServer = async (): Promise<TestServer | null> => {
  const both = await Promise.all([isInstalled('java', '-version'), isInstalled('mvn', '--version')]);
  if (!both.every(Boolean)) return null;
  const url = await startUntil('java', ['-cp', await classPath(), launcher], (line) =>
    line.startsWith('mongodb://') ? line : null,
  );
  return { what: `mongo-java-server ${version()}`, url };
};

const version = (): string =>
  /<artifactId>mongo-java-server<\/artifactId>\s*<version>([^<]+)/.exec(readFileSync(pom, 'utf8'))?.[1] ?? '?';

/** Where Maven keeps the libraries, fetched if they are not there yet. */
const classPath = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'postcard-mongodb-'));
  try {
    const file = join(folder, 'class-path');
    const goal = ['-q', '-B', '-f', pom, 'dependency:build-classpath', `-Dmdep.outputFile=${file}`];
    await run('mvn', goal, folder);
    return (await readFile(file, 'utf8')).trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
