import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('migrate');
