/** Ends what test clusters of killed runs left behind; those of runs that still live are left alone. */
import { sweep } from '../devcluster/testing.ts';

await sweep();
