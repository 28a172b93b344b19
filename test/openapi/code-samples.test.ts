import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Operation, operations } from '../support/openapi-document.js';
import { sample } from '../support/samples.js';
import { receiver, stopAll } from '../adapters/webhooks/receiver.js';
import { configOf, startWatched, type WatchedService } from '../support/service.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const { resolve } = createRequire(import.meta.url);
const tsc = resolve('typescript/bin/tsc');

/** Where the samples look for Postcard, which is somewhere else here. */
const PRINTED_URL = 'http://127.0.0.1:3000';

/** Where their webhooks go, which is somewhere else here too. */
const PRINTED_ENDPOINT = 'https://crm.example.com/hooks/postcard';

/** An endpoint with a delivery, as the environment of the samples that need one. */
const testedEndpoint = async ({ restUrl, demoToken }: WatchedService, url: string) => {
  const post = async (path: string, body: object): Promise<{ readonly id: string }> => {
    const headers = { authorization: `Bearer ${demoToken}`, 'content-type': 'application/json' };
    const response = await fetch(restUrl + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return ((await response.json()) as { data: { id: string } }).data;
  };
  const { id } = await post('/webhook-endpoints', { url });
  return { WEBHOOK_ENDPOINT_ID: id, DELIVERY_ID: (await post(`/webhook-endpoints/${id}/test`, {})).id };
};

/** A contact that no other sample needs. */
const anotherContact = async ({ restUrl, demoToken }: WatchedService) => {
  const headers = { authorization: `Bearer ${demoToken}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ phone: '14155550177' });
  const response = await fetch(`${restUrl}/contacts`, { method: 'POST', headers, body });
  return { CONTACT_ID: String(((await response.json()) as { data: { contact_id: number } }).data.contact_id) };
};

/** What runs a sample, or why nothing does; the sample stands in a file of this name. */
interface Language {
  readonly file: string;
  readonly words: (file: string) => readonly [string, ...string[]];
  readonly whyNot: () => Promise<string | null>;
}

const runs = (...[program, ...args]: readonly [string, ...string[]]) =>
  run(program, args).then(
    () => true,
    () => false,
  );

const languages: Readonly<Record<string, Language>> = {
  Shell: {
    file: 'sample.sh',
    words: (file) => ['sh', file],
    whyNot: async () => ((await runs('curl', '--version')) ? null : 'curl is not installed'),
  },
  TypeScript: {
    file: 'sample.mts',
    words: (file) => [process.execPath, '--import', pathToFileURL(resolve('tsx')).href, file],
    whyNot: async () => null,
  },
  Python: {
    file: 'sample.py',
    words: (file) => ['python3', file],
    whyNot: async () =>
      (await runs('python3', '-c', 'import requests')) ? null : 'Python with its package requests is not installed',
  },
};

/** The operations with samples; the one that sends comes first, for the others to have something to read. */
const sampled = operations.filter((operation) => operation['x-codeSamples'] !== undefined);

const sourceOf = (operation: Operation, language: string): string =>
  operation['x-codeSamples']?.find(({ lang }) => lang === language)?.source ?? '';

/** What each sample prints; curl prints the whole answer. */
const printed: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  sendMediaMessage: { Shell: /^\{"success":true,.*"chat_message_id":1\}/, TypeScript: /^1$/, Python: /^1$/ },
  listMessages: { Shell: /^\{"success":true,/, TypeScript: /^\[/, Python: /^\[/ },
  getAccount: { Shell: /^\{"success":true,/, TypeScript: /can_send: true/, Python: /'can_send': True/ },
  getActivity: { Shell: /^\{"success":true,/, TypeScript: /^\[/, Python: /^\[/ },
  getEvents: { Shell: /^\{"success":true,.*"message\.sent"/, TypeScript: /^\[/, Python: /^\[/ },
  getMessage: {
    Shell: /^\{"success":true,.*"chat_message_id":1,/,
    TypeScript: /^(sent|delivered|read)$/,
    Python: /^(sent|delivered|read)$/,
  },
  // The message that the first sample sends is not unconfirmed.
  settleMessage: { Shell: /"code":"CONFLICT"/, TypeScript: /code: 'CONFLICT'/, Python: /'code': 'CONFLICT'/ },
  listContacts: { Shell: /^\{"success":true,/, TypeScript: /^\[/, Python: /^\[/ },
  createContact: { Shell: /^\{"success":true,.*"contact_id":1,/, TypeScript: /^1$/, Python: /^1$/ },
  getContact: { Shell: /^\{"success":true,/, TypeScript: /^14155550123$/, Python: /^14155550123$/ },
  changeContact: { Shell: /^\{"success":true,/, TypeScript: /^Lovelace$/, Python: /^Lovelace$/ },
  eraseContact: { Shell: /^\{"success":true,/, TypeScript: /^true$/, Python: /^True$/ },
  optOut: { Shell: /^\{"success":true,/, TypeScript: /^1$/, Python: /^1$/ },
  optIn: { Shell: /^\{"success":true,/, TypeScript: /^1$/, Python: /^1$/ },
  listWebhookEndpoints: { Shell: /^\{"success":true,/, TypeScript: /^\[/, Python: /^\[/ },
  createWebhookEndpoint: { Shell: /^\{"success":true,.*"secret":"whsec_/, TypeScript: /^whsec_/, Python: /^whsec_/ },
  getWebhookEndpoint: { Shell: /^\{"success":true,/, TypeScript: /^http:/, Python: /^http:/ },
  changeWebhookEndpoint: { Shell: /^\{"success":true,/, TypeScript: /^CRM$/, Python: /^CRM$/ },
  deleteWebhookEndpoint: { Shell: /^\{"success":true,/, TypeScript: /^we_/, Python: /^we_/ },
  rotateWebhookSecret: { Shell: /^\{"success":true,/, TypeScript: /^whsec_/, Python: /^whsec_/ },
  testWebhookEndpoint: { Shell: /^\{"success":true,/, TypeScript: /^delivered$/, Python: /^delivered$/ },
  replayDeliveries: { Shell: /^\{"success":true,/, TypeScript: /^\d+$/, Python: /^\d+$/ },
  listDeliveries: { Shell: /^\{"success":true,/, TypeScript: /^\[/, Python: /^\[/ },
  getDelivery: { Shell: /^\{"success":true,/, TypeScript: /^dlv_/, Python: /^dlv_/ },
  replayDelivery: { Shell: /^\{"success":true,/, TypeScript: /^dlv_/, Python: /^dlv_/ },
};

describe('the code samples of the OpenAPI document', () => {
  let folder: TempDir;
  beforeEach(async () => {
    folder = await makeTempDir();
    await writeFile(join(folder.path, 'holiday.jpg'), sample('jpg'));
  });
  afterEach(() => folder.remove());

  it('are there for every operation that a token opens, in every language', () => {
    const opened = operations.filter(({ security }) => security === undefined);
    for (const operation of opened) {
      const langs = (operation['x-codeSamples'] ?? []).map(({ lang }) => lang);
      expect(langs, operation.operationId).to.deep.equal(Object.keys(languages));
    }
    expect(sampled.map(({ operationId }) => operationId).sort()).to.deep.equal(Object.keys(printed).sort());
    expect(sampled[0]?.operationId).to.equal('sendMediaMessage');
  });

  it('hold no token', () => {
    for (const { 'x-codeSamples': samples = [] } of sampled)
      for (const { source } of samples) expect(source).to.contain('POSTCARD_TOKEN').and.not.to.contain('pc_');
  });

  it('are right as TypeScript', async () => {
    const files = sampled.map(({ operationId }) => join(folder.path, `${operationId}.mts`));
    await Promise.all(
      sampled.map((operation, index) => writeFile(files[index] ?? '', sourceOf(operation, 'TypeScript'))),
    );
    const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--skipLibCheck'];
    const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
    const { stdout } = await run(process.execPath, [tsc, ...options, ...types, ...files]).catch(
      (error: { readonly stdout: string }) => error,
    );
    expect(stdout).to.equal('');
  });

  for (const [name, { file, words, whyNot }] of Object.entries(languages))
    it(`do what they say, as printed: ${name}`, async function () {
      const why = await whyNot();
      if (why !== null) {
        process.stderr.write(`NOT RUN: the code samples in ${name}: ${why}\n`);
        return this.skip();
      }
      const endpoint = await receiver((_request, response) => response.end('thank you'));
      const service: WatchedService = await startWatched(
        configOf({ DATA_DIR: join(folder.path, 'data'), WEBHOOK_ALLOWED_HOSTS: `127.0.0.1:${endpoint.port}` }),
      );
      try {
        for (const operation of sampled) {
          const source = sourceOf(operation, name);
          expect(source).to.contain(PRINTED_URL);
          const ids = {
            ...(source.includes('WEBHOOK_ENDPOINT_ID') ? await testedEndpoint(service, endpoint.url) : {}),
            ...(source.includes('CONTACT_ID') ? await anotherContact(service) : {}),
          };
          const here = source.replaceAll(PRINTED_URL, service.restUrl).replaceAll(PRINTED_ENDPOINT, endpoint.url);
          await writeFile(join(folder.path, file), here);
          const [program, ...args] = words(join(folder.path, file));
          const { stdout } = await run(program, args, {
            cwd: folder.path,
            env: { PATH: process.env['PATH'], POSTCARD_TOKEN: String(service.demoToken), ...ids },
          });
          expect(stdout.trim(), operation.operationId).to.match(printed[operation.operationId]?.[name] ?? /^$/);
        }
      } finally {
        await service.stop();
        await stopAll();
      }
    });
});
