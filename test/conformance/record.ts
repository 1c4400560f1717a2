/** `make conformance-record`: downloads the objects of `sources.ts`, and records the verdicts of a real API server on them. */
import { streamProgress } from '../../devcluster/progress.ts';
import { startBareTestCluster } from '../../devcluster/testing.ts';
import { kubernetesVersion } from '../../devcluster/versions.ts';
import { defaultVersion } from '../../src/policy/version.ts';
import { downloadObjects } from './objects.ts';
import { createServer, withoutPlugins } from './server.ts';
import { sources } from './sources.ts';
import { writeVerdicts, type Recorded } from './verdicts.ts';

const progress = streamProgress();
/** The version whose rules `podward check` applies by default. */
const version = kubernetesVersion(defaultVersion);
const objects = await downloadObjects(sources, progress);
const { cluster, stop } = await startBareTestCluster({ version, withoutPlugins, progress });
const server = createServer(cluster);
try {
  const recorded: Recorded[] = [];
  for (const { origin, hash, text } of objects) recorded.push({ origin, hash, verdict: await server.verdict(text) });
  await writeVerdicts(version, recorded);
  console.log(`The verdicts of Kubernetes ${version} on ${recorded.length} objects are recorded.`);
} finally {
  server.close();
  await stop();
}
