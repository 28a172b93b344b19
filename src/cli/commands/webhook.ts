import { type Command } from 'commander';
import { addDeliveryCommands } from '../webhook/delivery-commands.js';
import { addEndpointCommands } from '../webhook/endpoint-commands.js';

export const addWebhookCommands = (program: Command): void => {
  const webhook = program.command('webhook').description('the URLs to which the events of an account are posted');
  addEndpointCommands(webhook);
  addDeliveryCommands(webhook);
};
