import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const source = fileURLToPath(new URL('go/', import.meta.url));
const contract = fileURLToPath(new URL('../../../openapi/postcard.yaml', import.meta.url));

/** The oldest Go that the generator takes, as `go/go.mod` says. An older one does not know `go tool`. */
const OLDEST = { major: 1, minor: 25 };

/** The compiled client, or why there is none: that is no fault of the document. */
export type GoClient =
  { readonly _tag: 'Built'; readonly program: string } | { readonly _tag: 'NotBuilt'; readonly why: string };

const notBuilt = (why: string): GoClient => ({ _tag: 'NotBuilt', why });

/** What a program said on its way out. */
const wordsOf = (error: unknown): string => {
  const { stderr, message } = error as { readonly stderr?: string; readonly message: string };
  return stderr === undefined || stderr === '' ? message : stderr;
};

const whyNoGo = async (): Promise<string | null> => {
  const said = await run('go', ['env', 'GOVERSION'], { cwd: '/', env: { ...process.env, GOTOOLCHAIN: 'local' } }).catch(
    () => null,
  );
  if (said === null) return 'Go is not installed';
  const [, major = '0', minor = '0'] = /^go(\d+)\.(\d+)/.exec(said.stdout) ?? [];
  const enough = Number(major) > OLDEST.major || (Number(major) === OLDEST.major && Number(minor) >= OLDEST.minor);
  return enough ? null : `Go is older than ${String(OLDEST.major)}.${String(OLDEST.minor)}`;
};

/** Why the modules are not there; a module that is not what `go.sum` says is a fault and thrown. */
const whyNoModules = async (folder: string): Promise<string | null> => {
  try {
    await run('go', ['mod', 'download'], { cwd: folder });
    return null;
  } catch (error) {
    const words = wordsOf(error);
    if (/checksum mismatch|SECURITY ERROR|missing go\.sum entry|errors parsing go\.mod/.test(words))
      throw new Error(words, { cause: error });
    return "Go's modules cannot be fetched";
  }
};

/**
 * Generates the Go client of `openapi/postcard.yaml` with oapi-codegen, in the version of `go/go.mod`, and compiles it
 * with `go/main.go`. What does not generate or compile is thrown.
 * @param folder an empty one
 */
export const buildGoClient = async (folder: string): Promise<GoClient> => {
  const noGo = await whyNoGo();
  if (noGo !== null) return notBuilt(noGo);
  await cp(source, folder, { recursive: true });
  const noModules = await whyNoModules(folder);
  if (noModules !== null) return notBuilt(noModules);
  const generated = join('postcard', 'postcard.gen.go');
  const program = join(folder, 'client');
  try {
    await mkdir(join(folder, 'postcard'));
    await run(
      'go',
      ['tool', 'oapi-codegen', '-generate', 'types,client', '-package', 'postcard', '-o', generated, contract],
      { cwd: folder },
    );
    await run('go', ['vet', '-mod=readonly', './...'], { cwd: folder });
    await run('go', ['build', '-mod=readonly', '-o', program, '.'], { cwd: folder });
  } catch (error) {
    throw new Error(`the Go client: ${wordsOf(error)}`, { cause: error });
  }
  return { _tag: 'Built', program };
};
