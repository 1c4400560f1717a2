/** Stops the test clusters of runs that were killed. The clusters of other runs are not affected. */
import { sweep } from '../devcluster/testing.ts';

await sweep();
