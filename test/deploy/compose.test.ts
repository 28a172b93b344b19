import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const root = new URL('../../', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, root), 'utf8');

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly privileged?: boolean;
  readonly security_opt?: readonly string[];
  readonly user?: string;
  readonly mem_limit?: string;
  readonly pids_limit?: number;
  readonly ports?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly networks?: readonly string[];
  readonly secrets?: readonly string[];
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
}

interface Compose {
  readonly services: Readonly<Record<'mongodb' | 'postcard-1' | 'postcard-2' | 'proxy', Service>>;
  readonly configs: Readonly<Record<string, { readonly file?: string }>>;
  readonly secrets: Readonly<Record<string, { readonly file?: string }>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
}

const { services, configs, secrets, networks } = parse(read('compose.yaml'), { merge: true }) as Compose;
const { mongodb, proxy } = services;
const nodes = [services['postcard-1'], services['postcard-2']];
const BY_DIGEST = /^[a-z]+:[0-9a-z.-]+@sha256:[0-9a-f]{64}$/;

describe('the containers of compose.yaml', () => {
  for (const [name, service] of Object.entries(services)) {
    it(`cannot be written to, and have no capability and no way to one: ${name}`, () => {
      expect(service.read_only).to.equal(true);
      expect(service.cap_drop).to.deep.equal(['ALL']);
      expect(service.security_opt).to.include('no-new-privileges:true');
      expect(service).to.not.have.any.keys('cap_add', 'privileged', 'devices', 'pid', 'ipc', 'network_mode');
    });

    it(`have a limit of memory and of processes: ${name}`, () => {
      expect(service.mem_limit).to.match(/^[0-9]+[mg]$/);
      expect(service.pids_limit).to.be.within(1, 1024);
    });

    it(`are built here or named by a digest: ${name}`, () => {
      if (service.build === undefined) expect(service.image).to.match(BY_DIGEST);
    });

    it(`do not start as root: ${name}`, () => {
      if (service.build === undefined) expect(service.user).to.match(/^[1-9][0-9]*:[1-9][0-9]*$/);
      else expect(read('Dockerfile')).to.match(/^USER node$/m);
    });

    it(`have no secret in a variable: ${name}`, () => {
      for (const [variable, value] of Object.entries(service.environment ?? {})) {
        if (/URL|PASSWORD|KEY|SECRET|TOKEN/.test(variable) && !/^(?:PUBLIC_URL|WHATSAPP_API_URL)$/.test(variable)) {
          expect(variable).to.match(/_FILE$/);
          expect(service.secrets).to.include(value.replace('/run/secrets/', ''));
        }
        expect(value).to.not.match(/:\/\/[^/]*@/);
      }
    });

    it(`get nothing by a copy, which their file system would refuse: ${name}`, () => {
      for (const { source } of service.configs ?? []) {
        const file = configs[source]?.file ?? '';
        expect(existsSync(fileURLToPath(new URL(file, root))), file).to.equal(true);
      }
      for (const source of service.secrets ?? []) expect(secrets[source]?.file).to.match(/^\.\/secrets\//);
    });
  }

  it('run an image of Node that is named by a digest, and by one in every stage', () => {
    const dockerfile = read('Dockerfile');
    expect(/^ARG NODE=(.+)$/m.exec(dockerfile)?.[1]).to.match(BY_DIGEST);
    const stages = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
    expect(stages).to.deep.equal(['${NODE}', '${NODE}']);
    expect(dockerfile).to.match(/^ENV .*\bDATA_DIR=\/data\b.*\bTMPDIR=\/data\b/m);
  });

  it('keep the secrets out of git and of the image', () => {
    expect(read('.gitignore').split('\n')).to.include('secrets/');
    expect(read('.dockerignore').split('\n')).to.not.include('!secrets');
  });
});

describe('the MongoDB of compose.yaml', () => {
  it('asks for a login, made with a password that stands in a file', () => {
    expect(mongodb.environment).to.have.all.keys('MONGO_INITDB_ROOT_USERNAME', 'MONGO_INITDB_ROOT_PASSWORD_FILE');
    expect(mongodb.configs?.map(({ target }) => target)).to.include('/docker-entrypoint-initdb.d/user.js');
    for (const { environment = {} } of nodes) expect(environment).to.have.property('MONGODB_URL_FILE');
  });

  it('is healthy only if the user of the nodes can log in, and no command line has the password', () => {
    const test = mongodb.healthcheck?.test ?? [];
    expect(test[0]).to.equal('CMD');
    expect(test).to.include('--nodb');
    expect(test.at(-1)).to.contain("connect(fs.readFileSync('/run/secrets/mongodb-url'");
  });

  it('is reached by the nodes alone', () => {
    expect(mongodb.ports).to.equal(undefined);
    expect(mongodb.networks).to.deep.equal(['store']);
    expect(networks['store']?.internal).to.equal(true);
    expect(proxy.networks).to.not.include('store');
    for (const node of nodes) {
      expect(node.networks).to.include.members(['front', 'store']);
      expect(node.ports).to.equal(undefined);
    }
  });
});
