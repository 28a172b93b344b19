import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('random-kills');
