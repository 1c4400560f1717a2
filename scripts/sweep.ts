/** Stops the test clusters and nodes of runs that were killed. Those of other runs are not affected. */
import { sweepNodes } from '../devcluster/node/testing.ts';
import { sweep } from '../devcluster/testing.ts';

await sweep();
await sweepNodes();
