import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('backups');
