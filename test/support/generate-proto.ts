import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

// Makes what is generated from proto/: the types of the gRPC door, and the descriptors that it shows by reflection.
// With --check it only says what is stale.

const TYPES = 'src/adapters/grpc/contract/gen';
const DESCRIPTORS = 'proto/descriptors.binpb';
const SOURCES = ['postcard/v1/messages.proto', 'google/rpc/status.proto', 'google/rpc/error_details.proto'];

const run = (command: string, ...args: string[]): Buffer =>
  execFileSync(join('node_modules', '.bin', command), args, { stdio: ['ignore', 'pipe', 'inherit'] });

const descriptorsOf = (input: string): Buffer =>
  run('buf', 'build', input, '--as-file-descriptor-set', '--exclude-source-info', '-o', '-');

const folder = mkdtempSync(join(tmpdir(), 'postcard-proto-'));
try {
  // The same options as the door loads the contract with.
  run(
    'proto-loader-gen-types',
    ...['--keepCase', '--longs=String', '--enums=String', '--oneofs', '--grpcLib=@grpc/grpc-js'],
    ...['--targetFileExtension=.gen.ts', '--importFileExtension=.gen.js', '-I', 'proto', '-O', folder, ...SOURCES],
  );
  // The tool's index of each source has imports that nobody uses, which does not compile here; nor do we use them.
  for (const source of SOURCES) rmSync(join(folder, `${basename(source, '.proto')}.gen.ts`));
  // Sets of file descriptors are joined by writing one behind the other.
  const descriptors = Buffer.concat([descriptorsOf('proto'), descriptorsOf('node_modules/grpc-health-check/proto')]);

  const namesIn = (root: string): string[] =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .sort();
  const isSame = (): boolean =>
    readFileSync(DESCRIPTORS).equals(descriptors) &&
    namesIn(folder).join() === namesIn(TYPES).join() &&
    namesIn(folder).every((name) => readFileSync(join(folder, name)).equals(readFileSync(join(TYPES, name))));

  if (!process.argv.includes('--check')) {
    rmSync(TYPES, { recursive: true, force: true });
    cpSync(folder, TYPES, { recursive: true });
    writeFileSync(DESCRIPTORS, descriptors);
  } else if (!isSame()) {
    process.stderr.write('proto/: what is generated from it is stale; run npm run generate\n');
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
