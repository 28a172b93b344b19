import { fileURLToPath } from 'node:url';
import { type Ran } from '../support/cli.js';

const main = new URL('../../dist/cli/main.js', import.meta.url);

/** Keeps what is written to a stream from it until `end`, which answers it. */
const divert = (stream: NodeJS.WriteStream): { readonly end: () => string } => {
  const write = stream.write.bind(stream);
  const listeners = stream.listeners('error');
  let text = '';
  stream.write = (chunk: string | Uint8Array): boolean => {
    text += Buffer.from(chunk).toString();
    return true;
  };
  return {
    end: () => {
      stream.write = write;
      for (const added of stream.listeners('error').filter((one) => !listeners.includes(one)))
        stream.off('error', added as () => void);
      return text;
    },
  };
};

let runs = 0;

/**
 * Runs the built command line as `postcard` of `support/cli.ts` does, but in this process, which pays for its start
 * once. One at a time; what a process has of its own, such as signals and pipes, is not tried so.
 */
export const postcardHere = async (settings: Record<string, string>, ...words: string[]): Promise<Ran> => {
  const { env, argv, exitCode } = process;
  const [out, err] = [divert(process.stdout), divert(process.stderr)];
  process.env = { PATH: env['PATH'], ...settings };
  process.argv = [process.execPath, fileURLToPath(main), ...words];
  process.exitCode = undefined;
  try {
    // Another query, and what runs at the top of the module runs again; all that it imports is there already.
    await import(`${main.href}?run=${(runs += 1)}`);
    return { code: Number(process.exitCode ?? 0), stdout: out.end(), stderr: err.end() };
  } finally {
    Object.assign(process, { env, argv, exitCode });
    out.end();
    err.end();
  }
};

/** Runs it with --json and reads the one document on stdout. */
export const postcardJsonHere = async (settings: Record<string, string>, ...words: string[]): Promise<unknown> => {
  const { code, stdout, stderr } = await postcardHere(settings, '--json', ...words);
  if (code !== 0) throw new Error(`postcard ${words.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as unknown;
};
