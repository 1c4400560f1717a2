// Writes charts/podward/README.md from the comments in values.yaml, with helm-docs (a Go program; Go fetches and builds it
// the first time). With --check: writes nothing, and fails when the README is stale.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const helmDocs = 'github.com/norwoodj/helm-docs/cmd/helm-docs@v1.14.2';
const charts = join(import.meta.dirname, '..', 'charts');
const readme = join(charts, 'podward', 'README.md');

try {
  const generated = render();
  if (!process.argv.includes('--check')) writeFileSync(readme, generated);
  else if (generated !== readFileSync(readme, 'utf8')) {
    throw new Error('charts/podward/README.md is stale: run make docs');
  }
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  console.error(
    code === 'ENOENT' ? 'go: not found; helm-docs, which writes the README of the chart, needs it' : message,
  );
  process.exitCode = 1;
}

function render(): string {
  const options = ['--dry-run', '--sort-values-order=file', '--log-level=warning'];
  // A workspace or a vendor folder around this repository must not decide which version is run.
  const env = { ...process.env, GOFLAGS: '-mod=mod', GOWORK: 'off' };
  const text = execFileSync('go', ['run', helmDocs, `--chart-search-root=${charts}`, ...options], {
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // It reports a broken chart in its log alone, and a value without a comment not at all.
  const undocumented = [...text.matchAll(/^\| (\S+) \|.*\|  \|$/gm)].map(([, key]) => key);
  if (!text) throw new Error('helm-docs wrote nothing: see its warning above');
  if (undocumented.length) throw new Error(`values.yaml: no comment "# -- ..." above ${undocumented.join(', ')}`);
  return `${text.trim()}\n`;
}
