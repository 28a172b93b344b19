import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('attacks');
