import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('corrupt');
