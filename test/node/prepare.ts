/**
 * Prepares `make test-node`: installs the packages that are missing, and downloads or builds the programs, before the time limit of a test
 * begins. Exits with status 3 where no node can run, which skips the tests. In CI, this is an error.
 */
import { binaries, certManagerCrds, type BinaryName } from '../../devcluster/binaries.ts';
import { componentBinaries } from '../../devcluster/node/components.ts';
import { ensurePackages, obstacle } from '../../devcluster/node/requirements.ts';
import { streamProgress } from '../../devcluster/progress.ts';
import { testNodeVersion } from '../../devcluster/node/testing.ts';
import { requirements } from '../../scripts/image/requirements.ts';

const progress = streamProgress();
const others: readonly BinaryName[] = [
  'coredns',
  'kubectl',
  'helm',
  'helm3',
  'cert-manager-controller',
  'cert-manager-cainjector',
  'cert-manager-webhook',
  'kube-router',
];

const why = obstacle();
if (why && process.env['CI'] !== 'true') {
  console.error(`make test-node: skipped, because ${why}.`);
  process.exitCode = 3;
} else {
  try {
    if (why) throw new Error(`${why}. With CI=true, these tests are never skipped.`);
    await ensurePackages(progress);
    // `make image` comes next. Its packages are installed like those of the node.
    await requirements({ ...process.env, CI: 'true' }, 'scratch');
    const version = testNodeVersion();
    await componentBinaries(version, progress);
    await binaries(others, { version, progress });
    await certManagerCrds({ progress });
  } catch (error) {
    console.error(`make test-node: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}
