import { type Command } from 'commander';
import { collectEarly } from '../../kit/process/collect-early.js';

export const addServeCommand = (program: Command): void => {
  program
    .command('serve')
    .description('run the service; the settings are environment variables, see docs/operating.md')
    .action(async () => {
      collectEarly();
      // The other commands do not load the doors, so they start faster.
      const { serve } = await import('../../app/serve.js');
      await serve(process.env);
    });
};
