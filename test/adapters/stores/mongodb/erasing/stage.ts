import { type Db } from 'mongodb';
import { mongodbMediaStorage } from '../../../../../src/adapters/stores/mongodb/media/media-storage.js';
import { type MongodbRecords } from '../../../../../src/adapters/stores/mongodb/records.js';
import { type MediaStorage } from '../../../../../src/domain/ports/media-storage.js';
import { type ErasingStage } from '../../../../contracts/erasing/stage.js';
import { NOW } from '../../../../contracts/support.js';
import { makeDatabase } from '../../../../support/mongodb/database.js';
import { openNode } from '../fresh.js';

/** A process with a database, and its files. */
export interface ErasingNode extends MongodbRecords {
  readonly storage: MediaStorage;
}

export interface MongodbErasingStage extends ErasingStage {
  readonly db: Db;
  readonly url: string;
  /** The first is this process, the second is `elsewhere`. */
  readonly nodes: readonly [ErasingNode, ErasingNode, ErasingNode];
}

/** Every document of a database as text, byte strings as text too. */
export const everythingIn = async (db: Db): Promise<string> => {
  const found: string[] = [];
  for (const { name } of await db.listCollections().toArray())
    for await (const document of db.collection(name).find()) found.push(`${name} ${JSON.stringify(document)}`);
  return found.join('\n');
};

/** Three nodes of one database of their own. */
export const openErasingStage = async (): Promise<MongodbErasingStage & { readonly close: () => Promise<void> }> => {
  const { url, db, drop } = await makeDatabase();
  let time = NOW;
  const open = async (): Promise<ErasingNode> => {
    const records = await openNode(url);
    return { ...records, storage: mongodbMediaStorage(records.database, () => time) };
  };
  const nodes = [await open(), await open(), await open()] as const;
  const [node, elsewhere] = nodes;
  return {
    ...node,
    db,
    url,
    nodes,
    elsewhere,
    pass: (milliseconds) => void (time += milliseconds),
    everything: () => everythingIn(db),
    close: async () => {
      for (const one of nodes) await one.close();
      await drop();
    },
  };
};
