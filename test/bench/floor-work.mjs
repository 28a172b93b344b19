/**
 * The durable work of a floor: sha256, fsync, rename, folder fsync, one HTTP call, one LMDB put. Folder and Graph
 * server are the program's arguments.
 */
import { Buffer } from 'node:buffer';
import process from 'node:process';
import { open as openLmdb } from 'lmdb';
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Pool } from 'undici';
const [dataDir, graphUrl] = process.argv.slice(2);
mkdirSync(join(dataDir, 'media'), { recursive: true });
const folder = await open(join(dataDir, 'media'), 'r');
const records = openLmdb({ path: join(dataDir, 'records'), overlappingSync: false });
const graph = new Pool(graphUrl, { connections: 64 });
const MEBIBYTE = 1_048_576;
/** One `writev` a MiB, as the service does it: the floor is not to be slower by its way of writing. */
export const keep = async (bytes) => {
  const temporary = join(dataDir, randomUUID());
  const file = await open(temporary, 'wx', 0o600);
  const hash = createHash('sha256');
  let gathered = [];
  let size = 0;
  for await (const chunk of bytes) {
    hash.update(chunk);
    gathered.push(chunk);
    size += chunk.length;
    if (size < MEBIBYTE) continue;
    await file.writev(gathered);
    gathered = [];
    size = 0;
  }
  if (gathered.length > 0) await file.writev(gathered);
  await file.datasync();
  await file.close();
  const id = hash.digest('base64url');
  await rename(temporary, join(dataDir, 'media', id));
  await folder.sync();
  return id;
};
const send = async (id) => {
  const answer = await graph.request({
    method: 'POST',
    path: '/v25.0/1001/messages',
    headers: { 'content-type': 'application/json', authorization: 'Bearer x' },
    body: JSON.stringify({ messaging_product: 'whatsapp', to: '+14155550123', type: 'image', image: { link: id } }),
  });
  return (await answer.body.json()).messages[0].id;
};
/** Sends what is kept and records it; answers the body of the answer. */
export const sendAndRecord = async (id) => {
  const wamid = await send(id);
  await records.put(wamid, { id, at: Date.now() });
  return Buffer.from(JSON.stringify({ id: wamid }));
};
