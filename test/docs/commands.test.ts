/** What the pages tell people to type does what they say. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { commandsOf, pages, personsEnvironment, root, typedIn } from './commands.ts';

const typed = [...pages()].flatMap(([file, page]) => commandsOf(page).map((command) => [file, command] as const));

/** Where each command is tried. A new one belongs into one of these tests, or here with the reason why no test can try it. */
const tried: Record<string, readonly RegExp[]> = {
  'below, as it stands': [/^alias podward=/, /podward (check|explain)/],
  'below, as a verb that there is': [/^make /, /^K8S=\S+ make up$/],
  'in test/server/readme.test.ts': [/^npx node certs\/dev\.ts/, /^npm run podward -- serve/, /^curl /],
  'in test/chart/readme.test.ts, without a cluster': [/^helm (upgrade --install|install) /],
  'in test/chart/helm-test.test.ts, without a node': [/^helm test /],
  'in test/e2e': [/^kubectl apply -f web\.yaml$/, /^kubectl delete mutatingwebhookconfiguration,validatingwebhook/],
  'by hand, with cert-manager': [/^kubectl (create namespace|apply -f certs|-n podward (wait|get)) ?/],
  'by hand, with a builder of images and a registry': [/^docker (build|push) /],
  'by hand, as root': [/^apt-get install /, /^npx node test\/admission\/record-kubelet\.ts$/],
};

test('there are commands', () => expect(typed.length).toBeGreaterThan(20));

test.each(typed)('%s: it is known where "%s" is tried', (_, command) => {
  const places = Object.entries(tried).filter(([, patterns]) => patterns.some((pattern) => pattern.test(command)));
  expect(places.map(([place]) => place)).toHaveLength(1);
});

/** Files that a reader has, and files that the command itself or the one before it makes. */
const elsewhere = /^(web|pod)\.yaml$|^ca\.crt$|^certs\/dev\/|^FILE/;
test.each(typed)('%s: the files of "%s" are there', (_, command) => {
  const files = [
    ...command.matchAll(
      /(?:^|[\s=@])((?:[\w-]+\/)*[\w.-]+\.(?:ts|yaml|json|crt)|charts\/\w+|[\w-]+\/[\w-]+\/)(?=$|\s)/g,
    ),
  ];
  const missing = files
    .map(([, file = '']) => file)
    .filter((file) => !elsewhere.test(file) && !existsSync(join(root, file)));
  expect(missing).toEqual([]);
});

test('every verb of make that a page names is there', () => {
  const makefile = readFileSync(join(root, 'Makefile'), 'utf8');
  const verbs = new Set([...makefile.matchAll(/^([a-z0-9-]+)(?: [a-z0-9 -]+)?:(?!=)/gm)].map(([, verb]) => verb));
  const named = [...pages()].flatMap(([file, page]) =>
    [...page.matchAll(/(?:`|^|\$ |K8S=\S+ |UPDATE_GOLDEN=1 )make ([a-z0-9-]+)/gm)].map(([, verb]) => ({ file, verb })),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ verb }) => !verbs.has(verb))).toEqual([]);
});

test('nothing is run by a Node that cannot read TypeScript', () => {
  const bare = [...pages()].filter(([, page]) => /(?<!npx )\bnode [\w./-]+\.ts\b/.test(page)).map(([file]) => file);
  expect(bare).toEqual([]);
});

describe('README.md: on files', () => {
  const [alias = ''] = typedIn('README.md', 'alias');
  const kubectl = 'kubectl() { cat devcluster/examples/pod.yaml; }';
  test.each<[command: RegExp, status: number, stdout: RegExp]>([
    [/^podward check devcluster\/examples\//, 0, /no findings in 3 objects/],
    [/^podward check --old/, 1, /\[deny\].*\[pod-spec-immutable\]\n(.*\n)*\d+ findings? \(\d+ denied/],
    [/^kubectl .*\| podward check -$/, 0, /no findings in 1 object/],
    [/^kubectl .*\| podward check --old - --new/, 1, /\[deny\].*\[pod-spec-immutable\]\n/],
    [/^podward explain/, 0, /pod-spec-immutable/],
  ])('%s', (pattern, status, stdout) => {
    const command = typedIn('README.md', 'podward', 'kubectl').filter((line) => pattern.test(line));
    expect(command).toHaveLength(1);
    // Only a terminal reads an alias before the rest of the line.
    const script = `shopt -s expand_aliases\n${kubectl}\n${alias}\n${command[0]}\n`;
    const result = spawnSync('bash', ['-c', script], { cwd: root, encoding: 'utf8', env: personsEnvironment() });
    expect(result.stderr).toBe('');
    expect(result.stdout).toMatch(stdout);
    expect(result.status).toBe(status);
  });
});
