/** Adds up the results of jest (`--json`) and prints `N passed, N failed` for CI. Fails if no test ran. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Results {
  numPassedTests: number;
  numFailedTests: number;
  numFailedTestSuites: number;
  numPendingTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}

const folder = process.argv[2] ?? '.cache/results';
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
const total = { passed: 0, failed: 0, skipped: 0 };
for (const file of files) {
  const results = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Results;
  // A suite that could not start has no tests. It counts as one failure.
  const broken = results.testResults.filter(
    (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
  );
  total.passed += results.numPassedTests;
  total.failed += results.numFailedTests + broken.length;
  total.skipped += results.numPendingTests;
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.passed > 0 && total.failed === 0 ? 0 : 1;
