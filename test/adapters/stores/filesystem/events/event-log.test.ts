import { eventLogContract } from '../../../../contracts/events.js';
import { openWebhookStage } from './stage.js';

eventLogContract('LMDB', openWebhookStage, { oneProcess: true });
