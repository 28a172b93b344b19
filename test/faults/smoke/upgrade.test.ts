import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('upgrade');
