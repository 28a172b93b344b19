import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('system-errors');
