// Generates charts/podward/README.md from the comments in values.yaml with helm-docs, which Go downloads and builds the first time.
// With --check, writes nothing, and fails if the README is stale.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const helmDocs = 'github.com/norwoodj/helm-docs/cmd/helm-docs@v1.14.2';
const charts = join(import.meta.dirname, '..', '..', 'charts');
const readme = join(charts, 'podward', 'README.md');

try {
  const generated = render();
  if (!process.argv.includes('--check')) writeFileSync(readme, generated);
  else if (generated !== readFileSync(readme, 'utf8')) {
    throw new Error('charts/podward/README.md is stale. Run make docs.');
  }
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  console.error(
    code === 'ENOENT'
      ? 'go was not found. Install Go to run helm-docs, which generates charts/podward/README.md.'
      : message,
  );
  process.exitCode = 1;
}

function render(): string {
  const options = ['--dry-run', '--sort-values-order=file', '--log-level=warning'];
  // A Go workspace or vendor directory around this repository must not change the version of helm-docs.
  const env = { ...process.env, GOFLAGS: '-mod=mod', GOWORK: 'off' };
  const text = execFileSync('go', ['run', helmDocs, `--chart-search-root=${charts}`, ...options], {
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // helm-docs reports an invalid chart only in its log, and does not report a value without a comment.
  const undocumented = [...text.matchAll(/^\| (\S+) \|.*\|  \|$/gm)].map(([, key]) => key);
  if (!text) throw new Error('helm-docs generated nothing. See its warning above.');
  if (undocumented.length) throw new Error(`values.yaml has no comment "# -- ..." for ${undocumented.join(', ')}.`);
  return `${text.trim()}\n`;
}
