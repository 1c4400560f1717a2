/** The commands in the documentation work as written. */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { parseAllDocuments } from 'yaml';
import { backgroundState } from '../../devcluster/state.ts';
import { register as audit } from '../../src/cli/audit.ts';
import { register as check } from '../../src/cli/check.ts';
import { register as explain } from '../../src/cli/explain.ts';
import { register as serve } from '../../src/cli/serve.ts';
import { register as uninstall } from '../../src/cli/uninstall.ts';
import { commandsOf, inlineCommandsOf, pages, printedCommands, root, typedIn } from './commands.ts';

/** The changelog and the decisions describe what was done, and do not give instructions. */
const instructions = [...pages()].filter(([file]) => !/^CHANGELOG\.md$|^docs\/decisions\//.test(file));
const inBlocks = [...pages()].flatMap(([file, page]) => commandsOf(page).map((command) => [file, command] as const));
const inProse = instructions.flatMap(([file, page]) =>
  inlineCommandsOf(page).map((command) => [file, command] as const),
);
const printed = printedCommands();
const typed = [...inBlocks, ...inProse, ...printed];

/** Where each command is tested. Add a new command to one of these tests, or here with the reason why no test can run it. */
const tried: Record<string, readonly RegExp[]> = {
  'in test/docs/readme-commands.test.ts, as written': [/^alias podward=/, /(^|\| )podward (check|explain) (?!--help$)/],
  'below, the file exists while the cluster runs': [/^export KUBECONFIG=/],
  'below, the verb or the flag exists': [/^make /, /^K8S=\S+ make up$/, /^podward (check --help|serve --config)$/],
  'in test/server/readme.test.ts': [/^npx node certs\/dev\.ts/, /^npm run podward -- serve/, /^curl /],
  'in test/chart/readme.test.ts, without a cluster': [/^helm upgrade --install /],
  'in test/chart/helm-test.test.ts, without a node': [/^helm test /],
  'in test/e2e/chart.test.ts': [/^helm upgrade podward \S+ --namespace \S+ --reset-then-reuse-values /],
  'in test/e2e/outage.test.ts': [/^kubectl delete mutatingwebhookconfiguration,validatingwebhook/],
  'in test/e2e/mode-label.test.ts': [/^kubectl label namespace \S+ podward\.dev\/mode=\w+/],
  'in test/e2e/mode-check.test.ts': [/^kubectl label namespace --selector '!podward\.dev\/mode' /],
  'in test/e2e/monitoring.test.ts': [
    /^kubectl get (deployment|pods|events|servicemonitors|validatingwebhook|networkpolicies|nodes|clusterrole)/,
    /^kubectl (version|api-resources|run podward-check )/,
  ],
  'in test/e2e/reports.test.ts': [/^podward audit /, /^kubectl delete policyreport podward /],
  'in test/e2e/examples.test.ts': [/^kubectl apply -f devcluster\/examples\//],
  'in make conformance-random, as a request': [/^kubectl create --dry-run=server --validate=strict$/],
  'in test/e2e/certs-readme.test.ts': [
    /^kubectl (create namespace podward-system|apply -f certs|wait .* --namespace podward-system|get secret podward-tls .* -o go-template)/,
  ],
  'in test/e2e/client-certificate.test.ts': [/^kubectl create configmap /, /^helm upgrade podward .* --reuse-values /],
  'in test/e2e/rotation.test.ts': [
    /^helm (history|rollback|get (values|manifest)) /,
    /^kubectl annotate secret /,
    /^kubectl get secret \S+ .* jsonpath=/,
  ],
  'in test/e2e/events.test.ts': [/^kubectl describe replicaset /],
  'in test/e2e/cert-manager.test.ts': [/^kubectl describe certificate /],
  'by hand: it needs a container runtime, and a registry or a local cluster': [
    /^docker (build|load|tag|push|buildx imagetools inspect) /,
    /^kind load image-archive /,
    /^minikube image load /,
    /^ctr --namespace k8s.io images import /,
  ],
  'in test/node/own-node/upgrade.test.ts': [
    /^helm uninstall podward --namespace podward-system$/,
    /^kubectl label namespaces --selector podward\.dev\/mode podward\.dev\/mode-$/,
    /^helm install podward .* failurePolicy=Ignore$/,
    /^helm upgrade podward .* failurePolicy=Fail$/,
  ],
  'by hand: it needs a release': [/^cosign verify/, /^IMAGES=/, /^npm (audit signatures$|version )/],
  'in test/node/release.ts': [/^kubectl delete namespace podward-system$/],
  'by hand: it needs nodes': [
    /^helm uninstall .* --no-hooks$/,
    /^kubectl (rollout (restart|status)|logs|port-forward) /,
    /^(openssl s_client|kill %1)/,
  ],
  'by hand: it needs a namespace of yours': [/^kubectl label --overwrite namespace NAME /],
  'by hand: it needs root': [/^apt-get install /, /^npx node test\/admission\/record-kubelet\.ts/],
  'nowhere: the reader fills in the file': [/^npx node FILE\.ts$/],
};

test.each([
  ['code blocks', inBlocks, 20],
  ['prose', inProse, 5],
  ['the output of programs', printed, 8],
])('there are commands in %s', (_, commands, count) => expect(commands.length).toBeGreaterThanOrEqual(count));

test.each(typed)('%s: a test, or a reason for none, is known for "%s"', (_, command) => {
  const places = Object.entries(tried).filter(([, patterns]) => patterns.some((pattern) => pattern.test(command)));
  expect(places.map(([place]) => place)).toHaveLength(1);
});

/** Files of the reader, and files that the same or an earlier command creates. */
const elsewhere = /^pod\.yaml$|^ca\.crt$|^certs\/dev\/|^FILE/;
test.each(typed)('%s: the files in "%s" exist', (_, command) => {
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

test('every verb of make on a page exists', () => {
  const makefile = readFileSync(join(root, 'Makefile'), 'utf8');
  const verbs = new Set([...makefile.matchAll(/^([a-z0-9-]+)(?: [a-z0-9 -]+)?:(?!=)/gm)].map(([, verb]) => verb));
  const named = [...pages()].flatMap(([file, page]) =>
    [...page.matchAll(/(?:`|^|\$ |K8S=\S+ |UPDATE_GOLDEN=1 )make ([a-z0-9-]+)/gm)].map(([, verb]) => ({ file, verb })),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ verb }) => !verbs.has(verb))).toEqual([]);
});

test('the README uses the cluster that make up starts', () =>
  expect(typedIn('README.md', 'export')).toEqual([
    `export KUBECONFIG=$PWD/${relative(root, join(backgroundState, 'kubeconfig'))}`,
  ]));

test('no TypeScript file is run by the Node.js of the machine, which may be too old', () => {
  const bare = [...pages()].filter(([, page]) => /(?<!npx )\bnode [\w./-]+\.ts\b/.test(page)).map(([file]) => file);
  expect(bare).toEqual([]);
});

test('the flags of podward on the pages exist', () => {
  const flags = instructions.flatMap(([file, page]) =>
    [...commandsOf(page), ...inlineCommandsOf(page)].flatMap((line) => {
      const [, command = '', rest = ''] = /podward (?:-- )?(audit|check|explain|serve|uninstall) (.*)/.exec(line) ?? [];
      return [...rest.matchAll(/--[a-z-]+/g)].map(([flag]) => ({ file, command, flag }));
    }),
  );
  expect(flags.length).toBeGreaterThan(5);
  const program = new Command();
  for (const register of [audit, check, explain, serve, uninstall]) register(program);
  const help = new Map(program.commands.map((command) => [command.name(), command.helpInformation()]));
  expect(flags.filter(({ command, flag }) => !help.get(command)?.includes(`${flag} `))).toEqual([]);
});

describe('Podward is installed in the namespace podward-system', () => {
  // The namespaces of ctr are those of containerd.
  const ofCluster = typed.filter(([, command]) => !command.startsWith('ctr '));
  test.each(ofCluster)('%s: "%s"', (_, command) => {
    const named = [...command.matchAll(/(?:--namespace[= ]|-n |create namespace )(\S+)/g)].map(([, name]) => name);
    expect(named.filter((name) => name !== 'podward-system' && name !== 'shop' && name !== 'X')).toEqual([]);
  });

  test('certs/podward.yaml', () => {
    const manifests = parseAllDocuments(readFileSync(join(root, 'certs/podward.yaml'), 'utf8')).map(
      (document) => document.toJS() as { metadata: { namespace: string }; spec: { dnsNames?: string[] } },
    );
    expect(new Set(manifests.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['podward-system']));
    expect(manifests.flatMap(({ spec }) => spec.dnsNames ?? [])).toEqual([
      'podward',
      'podward.podward-system',
      'podward.podward-system.svc',
    ]);
  });
});
