import { makeTempDir } from '../../support/temp-dir.js';
import { buildGoClient } from './go-client.js';

/** Generates and compiles the Go client; says in one line where it cannot, and ends with 1 where the document is at fault. */
const folder = await makeTempDir();
try {
  const client = await buildGoClient(folder.path);
  if (client._tag === 'NotBuilt') process.stderr.write(`NOT CHECKED: the Go client: ${client.why}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
} finally {
  await folder.remove();
}
