import { Command } from 'commander';
import { addAccountCommands } from './commands/account.js';
import { addBackupCommands } from './commands/backup.js';
import { addContactCommands } from './commands/contact.js';
import { addDirectoryCommands } from './commands/directory.js';
import { addListenCommand } from './commands/listen.js';
import { addMessageCommands } from './commands/message.js';
import { addMigrateCommand } from './commands/migrate.js';
import { addSandboxCommand } from './commands/sandbox.js';
import { addSendCommand } from './commands/send.js';
import { addServeCommand } from './commands/serve.js';
import { addTokenCommands } from './commands/token.js';
import { addTriggerCommand } from './commands/trigger.js';
import { addWebhookCommands } from './commands/webhook.js';
import { version } from '../kit/version.js';
import { readSecrets } from './options/secret-options.js';
import { withoutValues } from './without-values.js';

/** The whole command line. It uses the settings and stores of the server, also while the server runs. */
export const makeProgram = (): Command => {
  const program = new Command('postcard')
    .description('Sends WhatsApp media messages.')
    .version(version)
    .option('--json', 'print one JSON document on stdout')
    .showHelpAfterError('(see --help)')
    .configureOutput({ outputError: (text, write) => write(withoutValues(text)) })
    .hook('preAction', (_program, command) => readSecrets(command))
    .exitOverride();
  addServeCommand(program);
  addAccountCommands(program);
  addTokenCommands(program);
  addDirectoryCommands(program);
  addContactCommands(program);
  addMessageCommands(program);
  addSendCommand(program);
  addWebhookCommands(program);
  addListenCommand(program);
  addTriggerCommand(program);
  addSandboxCommand(program);
  addBackupCommands(program);
  addMigrateCommand(program);
  return program;
};
