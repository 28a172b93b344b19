/**
 * Imports go one way: domain/model <- domain/ports <- domain/use-cases <- api <- adapters/* <- app <- main, cli.
 * Each rule says why it stands, and test/architecture/boundaries.test.ts plants an offence for each.
 */
const ours = '^src/';

module.exports = {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment:
        'The domain knows fp-ts, io-ts and itself: no node, no library that does I/O, nothing of ours outside it.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: ['^src/domain/', '^node_modules/(fp-ts|io-ts)/'] },
    },
    {
      name: 'model-knows-no-port',
      comment: 'The nouns and their rules stand below everything that uses them.',
      severity: 'error',
      from: { path: '^src/domain/model/' },
      to: { path: ours, pathNot: '^src/domain/model/' },
    },
    {
      name: 'ports-know-the-model-only',
      comment: 'A port is stated in the words of the domain, not in those of one use case.',
      severity: 'error',
      from: { path: '^src/domain/ports/' },
      to: { path: ours, pathNot: '^src/domain/(model|ports)/' },
    },
    {
      name: 'use-cases-know-model-and-ports',
      comment: 'A use case says nothing of doors, stores or their words.',
      severity: 'error',
      from: { path: '^src/domain/use-cases/' },
      to: { path: ours, pathNot: '^src/domain/' },
    },
    {
      name: 'api-knows-the-domain-only',
      comment: 'What both doors say depends on neither of them.',
      severity: 'error',
      from: { path: '^src/api/' },
      to: { path: ours, pathNot: '^src/(api|domain)/' },
    },
    {
      name: 'adapters-stand-alone',
      comment: 'An adapter imports the domain, the API, the kit and its own folder, never another adapter.',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: ours, pathNot: ['^src/(domain|api|kit)/', '^src/adapters/$1/'] },
    },
    {
      name: 'only-doors-know-the-api',
      comment: 'Stores, WhatsApp and the readers of files do not know how an answer reads.',
      severity: 'error',
      from: { path: '^src/adapters/', pathNot: '^src/adapters/(rest|grpc|webhooks)/' },
      to: { path: '^src/api/' },
    },
    {
      name: 'stores-stand-alone',
      comment: 'A store imports its own rooms and what both share, never the other store.',
      severity: 'error',
      from: { path: '^src/adapters/stores/(filesystem|mongodb)/' },
      to: {
        path: '^src/adapters/stores/',
        pathNot: [
          '^src/adapters/stores/(records|shared)/',
          '^src/adapters/stores/[^/]+\\.ts$',
          '^src/adapters/stores/$1/',
        ],
      },
    },
    {
      name: 'what-stores-share-knows-no-store',
      severity: 'error',
      from: { path: '^src/adapters/stores/([^/]+\\.ts$|(records|shared)/)' },
      to: { path: '^src/adapters/stores/(filesystem|mongodb)/' },
    },
    {
      name: 'kit-knows-nothing-of-ours',
      severity: 'error',
      from: { path: '^src/kit/' },
      to: { path: ours, pathNot: '^src/kit/' },
    },
    {
      name: 'sandbox-imports-kit-only',
      comment: 'The sandbox is spoken to over HTTP only, so it shares no rule with the code it judges.',
      severity: 'error',
      from: { path: '^src/sandbox/' },
      to: { path: ours, pathNot: ['^src/(kit|sandbox)/'] },
    },
    {
      name: 'client-stands-alone',
      comment: 'The client runs wherever fetch does: no package, no module of node but node:fs where a path is given.',
      severity: 'error',
      from: { path: '^src/client/' },
      to: { pathNot: ['^src/client/', '^src/api/', '^(node:)?fs(/promises)?$'] },
    },
    {
      name: 'client-loads-files-late',
      comment: 'A bundle for a browser has no node:fs: the client imports it only where a path is given.',
      severity: 'error',
      from: { path: '^src/client/' },
      to: { path: '^(node:)?fs(/promises)?$', dependencyTypesNot: ['dynamic-import', 'type-only'] },
    },
    {
      name: 'client-takes-types-of-the-api',
      comment: 'Values of the API would pull the domain into every bundle of the client.',
      severity: 'error',
      from: { path: '^src/client/' },
      to: { path: '^src/api/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'console-knows-client-and-api-types',
      comment: 'The console is a user of the public API like any other.',
      severity: 'error',
      from: { path: '^src/console/' },
      to: { path: ours, pathNot: ['^src/(console|client)/', '^src/api/openapi\\.gen\\.ts$'] },
    },
    {
      name: 'only-compose-builds-adapters',
      comment:
        'Stores are opened in stores.ts, migrated in migrate.ts (why-stopped.ts says what its errors mean) and backed up in backup.ts, what calls webhook endpoints is built in webhooks.ts, for commands too, everything else in compose.ts, the doors are built in doors.ts and opened where the service starts.',
      severity: 'error',
      from: {
        path: ours,
        pathNot: [
          '^src/app/(compose|doors|stores|migrate|why-stopped|backup|service|webhooks)\\.ts$',
          '^src/adapters/',
        ],
      },
      to: { path: '^src/adapters/' },
    },
    {
      name: 'nobody-imports-main',
      severity: 'error',
      from: { path: ours },
      to: { path: '^src/(main|cli/main)\\.ts$' },
    },
    {
      name: 'app-knows-no-command',
      comment: 'The command line stands on the service, and the service runs without it.',
      severity: 'error',
      from: { path: '^src/app/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'folders-do-not-circle',
      comment: 'Two folders that import each other are one room with a wall in it.',
      severity: 'error',
      scope: 'folder',
      from: { path: ours },
      to: { circular: true },
    },
    { name: 'no-circles', severity: 'error', from: { path: ours }, to: { circular: true } },
    {
      name: 'no-test-in-src',
      severity: 'error',
      from: { path: ours },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['import', 'node', 'default', 'types'], extensions: ['.ts', '.js'] },
    includeOnly: undefined,
  },
};
