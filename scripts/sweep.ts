/** Stops the test clusters and nodes of runs that were killed. Those of other runs are not affected. Exits with 1 if one could not be stopped. */
import { sweepNodes } from '../devcluster/node/testing.ts';
import { sweep } from '../devcluster/testing.ts';

const problems = [...(await sweep()), ...(await sweepNodes())];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
