import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('aimed-kills');
