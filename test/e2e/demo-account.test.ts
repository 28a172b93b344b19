import { expect } from 'chai';
import { openStores } from '../../src/app/stores.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { postMedia } from '../support/send.js';
import { configOf, startWatched } from '../support/service.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { newAccount, newToken } from '../support/accounts.js';
import { readdir, rm, writeFile } from 'node:fs/promises';

describe('the demo account', () => {
  let folder: TempDir;

  beforeEach(async () => {
    folder = await makeTempDir();
  });
  afterEach(() => folder.remove());

  /** Runs the service, asks it something, and stops it. */
  const during = async <A>(
    settings: Readonly<Record<string, string>>,
    ask: (service: Awaited<ReturnType<typeof startWatched>>) => Promise<A> | A,
  ): Promise<A> => {
    const service = await startWatched(configOf({ DATA_DIR: folder.path, ...settings }));
    try {
      return await ask(service);
    } finally {
      await service.stop();
    }
  };
  const tokenOf = (settings = {}) => during(settings, ({ demoToken }) => demoToken);
  const statusOf = async (url: string, token: string) => {
    const upload = { name: 'cat.png', bytes: new Uint8Array(sample('png')) };
    return (await postMedia({ url, token }, await multipartBody({ phone: '14155550123', media_type: 'image' }, upload)))
      .status;
  };

  it('keeps its token over restarts, and gets another when that is lost or spoilt', async () => {
    const first = await tokenOf();
    expect(await tokenOf()).to.equal(first);
    await rm(`${folder.path}/demo-token`);
    const second = await tokenOf();
    expect(second).to.match(/^pc_/).and.not.equal(first);
    await writeFile(`${folder.path}/demo-token`, 'nonsense\n');
    expect(await tokenOf())
      .to.match(/^pc_/)
      .and.not.equal(second);
    expect((await readdir(folder.path)).filter((name) => name.startsWith('demo-token'))).to.have.length(1);
  });

  it('is refused outside sandbox mode, where nothing of it is printed', async () => {
    const token = String(await tokenOf());
    await during({ WHATSAPP_API_URL: 'http://127.0.0.1:9' }, async ({ restUrl, demoToken, sandboxUrl }) => {
      expect({ demoToken, sandboxUrl }).to.deep.equal({ demoToken: null, sandboxUrl: null });
      expect(await statusOf(restUrl, token)).to.equal(401);
    });
    await during({}, async ({ restUrl }) => expect(await statusOf(restUrl, token)).to.equal(200));
  });

  it("is not made in somebody's own store", async () => {
    const stores = await openStores(configOf({ DATA_DIR: folder.path }));
    const { id } = await newAccount(stores);
    const token = await newToken(stores, id);
    await stores.close();
    await during({}, async ({ restUrl, demoToken }) => {
      expect(demoToken).to.equal(null);
      expect(await statusOf(restUrl, token)).to.equal(200);
    });
    const again = await openStores(configOf({ DATA_DIR: folder.path }));
    expect((await orThrow(again.accounts.list)).items).to.have.length(1);
    await again.close();
  });
});
