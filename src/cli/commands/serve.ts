import { type Command } from 'commander';
import { serve } from '../../serve.js';

export const addServeCommand = (program: Command): void => {
  program
    .command('serve')
    .description('run the service; the settings are environment variables, see the README')
    .action(() => serve(process.env));
};
