import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('volumes');
