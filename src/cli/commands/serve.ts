import { type Command } from 'commander';

export const addServeCommand = (program: Command): void => {
  program
    .command('serve')
    .description('run the service; the settings are environment variables, see docs/operating.md')
    .action(async () => {
      // The other commands do not load the doors, so they start faster.
      const { serve } = await import('../../app/serve.js');
      await serve(process.env);
    });
};
