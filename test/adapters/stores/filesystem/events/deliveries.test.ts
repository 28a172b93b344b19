import { deliveriesContract } from '../../../../contracts/deliveries.js';
import { openWebhookStage } from './stage.js';

deliveriesContract('LMDB', openWebhookStage);
