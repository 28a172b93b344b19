/** Imports go one way: domain <- adapters/* <- compose <- main, cli. Each rule says why it stands. */
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
      name: 'adapters-stand-alone',
      comment: 'An adapter imports the domain, the kit and its own folder, never another adapter.',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/', pathNot: ['^src/domain/', '^src/kit/', '^src/adapters/$1/'] },
    },
    {
      name: 'kit-knows-nothing-of-ours',
      severity: 'error',
      from: { path: '^src/kit/' },
      to: { path: '^src/', pathNot: '^src/kit/' },
    },
    {
      name: 'sandbox-imports-kit-only',
      comment: 'The sandbox is spoken to over HTTP only, so it shares no rule with the code it judges.',
      severity: 'error',
      from: { path: '^src/sandbox/' },
      to: { path: '^src/', pathNot: ['^src/kit/', '^src/sandbox/'] },
    },
    {
      name: 'nobody-imports-main',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/(main|cli/main)\\.ts$' },
    },
    {
      name: 'only-compose-builds-adapters',
      comment:
        'Stores are opened in stores.ts, everything else is built in compose.ts, the doors are opened where the service starts.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(compose|stores|service)\\.ts$', '^src/adapters/'] },
      to: { path: '^src/adapters/' },
    },
    { name: 'no-circles', severity: 'error', from: { path: '^src/' }, to: { circular: true } },
    {
      name: 'no-test-in-src',
      severity: 'error',
      from: { path: '^src/' },
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
