/** Why an option of the URL is refused. */
export type WhyRefused =
  /** It would make less of a write than what is promised. */
  | 'writes'
  /** It would let reads miss writes. */
  | 'reads'
  /** It would change how long the database may be silent, or how soon a lost one is noticed. */
  | 'times'
  /** It is unknown, or would change what else the driver does, such as how values are read. */
  | 'other';

/** An option of the URL that contradicts what is promised. */
export interface OptionRefused {
  readonly _tag: 'OptionRefused';
  /** Its name as the URL has it. */
  readonly option: string;
  readonly why: WhyRefused;
}

/**
 * Options that say how the database is reached, which the promises do not depend on. Option names are in lower case here,
 * because the driver does not tell upper from lower case.
 */
const taken: ReadonlySet<string> = new Set(
  [
    ['authMechanism', 'authMechanismProperties', 'authSource'],
    ['tls', 'ssl', 'tlsAllowInvalidCertificates', 'tlsAllowInvalidHostnames', 'tlsInsecure'],
    ['tlsCAFile', 'tlsCRLFile', 'tlsCertificateKeyFile', 'tlsCertificateKeyFilePassword', 'servername'],
    ['replicaSet', 'directConnection', 'loadBalanced', 'localThresholdMS', 'serverMonitoringMode'],
    ['srvMaxHosts', 'srvServiceName', 'srvAllowedHostsSuffix'],
    ['proxyHost', 'proxyPort', 'proxyUsername', 'proxyPassword'],
    ['family', 'autoSelectFamily', 'autoSelectFamilyAttemptTimeout', 'localAddress', 'noDelay'],
    ['maxPoolSize', 'minPoolSize', 'maxConnecting', 'maxIdleTimeMS'],
    ['compressors', 'zlibCompressionLevel', 'appName', 'enableOverloadRetargeting'],
  ].flatMap((names) => names.map((name) => name.toLowerCase())),
);

/** Options that may only say what is promised anyhow, as many URLs do. */
const promised: Readonly<Record<string, string>> = {
  w: 'majority',
  j: 'true',
  journal: 'true',
  retrywrites: 'true',
  retryreads: 'true',
  readpreference: 'primary',
  readconcernlevel: 'local',
};

const reasons: Readonly<Record<Exclude<WhyRefused, 'other'>, readonly string[]>> = {
  writes: ['w', 'j', 'journal', 'fsync', 'writeconcern', 'wtimeout', 'wtimeoutms', 'retrywrites', 'maxadaptiveretries'],
  reads: [
    'readpreference',
    'readpreferencetags',
    'maxstalenessseconds',
    'readconcern',
    'readconcernlevel',
    'retryreads',
  ],
  times: [
    ...['timeoutms', 'connecttimeoutms', 'sockettimeoutms', 'serverselectiontimeoutms', 'waitqueuetimeoutms'],
    ...['heartbeatfrequencyms', 'minheartbeatfrequencyms'],
  ],
};

/**
 * The first option of a URL that is not taken; null if all are. The driver merges some options of the URL into those of
 * the code, so that `journal=false` wins, and silently drops others. A DNS record of `mongodb+srv` may only have options
 * that are taken: the driver refuses every other.
 */
export const refusedOption = (url: string): OptionRefused | null => {
  for (const [option, value] of new URLSearchParams(partsOf(url).query)) {
    const name = option.toLowerCase();
    if (!taken.has(name) && promised[name] !== value) return { _tag: 'OptionRefused', option, why: whyRefused(name) };
  }
  return null;
};

/** Whether the URL has an option. */
export const hasOption = (url: string, option: string): boolean =>
  [...new URLSearchParams(partsOf(url).query).keys()].some((name) => name.toLowerCase() === option.toLowerCase());

const whyRefused = (name: string): WhyRefused =>
  (Object.keys(reasons) as (keyof typeof reasons)[]).find((why) => reasons[why].includes(name)) ?? 'other';

const DEFAULT_NAME = 'postcard';

/** The database that a URL names. The driver uses `test` if it names none. */
export const databaseNameOf = (url: string): string => {
  const { path } = partsOf(url);
  return path === '' ? DEFAULT_NAME : decodeURIComponent(path);
};

/** As the driver splits a URL: everything before an `@` is the login. */
const partsOf = (url: string): { readonly path: string; readonly query: string } => {
  const [, path = '', query = ''] = /^[^/]*\/\/(?:[^@]*@)?[^/?@]*\/?([^?#]*)\??([^#]*)/.exec(url) ?? [];
  return { path, query };
};
