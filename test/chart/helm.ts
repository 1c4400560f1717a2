import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { binary } from '../../devcluster/binaries.ts';
import { type CommandResult, run } from '../../devcluster/run.ts';

export const chart = fileURLToPath(new URL('../../charts/podward', import.meta.url));

/** A rendered Kubernetes object, without types. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Rendered = any;

interface Release {
  name?: string;
  namespace?: string;
  args?: string[];
}

/** Runs Helm without a cluster and without the configuration of the user. */
export async function helm(args: string[], input?: string): Promise<CommandResult> {
  const env = { KUBECONFIG: '/dev/null', HELM_NAMESPACE: undefined, HELM_KUBECONTEXT: undefined };
  return run(await binary('helm'), args, { env, reject: false, timeoutSeconds: 60, ...(input ? { input } : {}) });
}

export function template(
  values: { image?: object; certificates?: object },
  release: Release = {},
): Promise<CommandResult> {
  const { name = 'podward', namespace = 'guard', args = [] } = release;
  // YAML reads some characters as line breaks unless they are escaped, and has another escape than JSON for those beyond U+FFFF.
  const all = JSON.stringify(withImage(values)).replace(
    /[^ -~]/gu,
    (character) => `\\U${character.codePointAt(0)!.toString(16).padStart(8, '0')}`,
  );
  return helm(['template', name, chart, '--namespace', namespace, '--values', '-', ...args], all);
}

/** Adds the value that the chart requires. */
export function withImage(values: { image?: object }): object {
  return { ...values, image: { repository: 'example.com/podward', ...values.image } };
}

export async function render(values: object = {}, release: Release = {}): Promise<Rendered[]> {
  const { code, stdout, stderr } = await template(values, release);
  if (code !== 0) throw new Error(stderr);
  return parseAll(stdout);
}

/** What Helm prints after an installation. */
export async function notesOf(values: object): Promise<string> {
  const args = ['install', 'podward', chart, '--namespace', 'guard', '--dry-run=client', '--values', '-'];
  const { code, stdout, stderr } = await helm(args, JSON.stringify(withImage(values)));
  if (code !== 0) throw new Error(stderr);
  return stdout.slice(stdout.indexOf('\nNOTES:\n'));
}

export const parseAll = (manifests: string): Rendered[] =>
  parseAllDocuments(manifests)
    .map((document): Rendered => document.toJS())
    .filter(Boolean);

/** The only object of a kind. Throws an Error if there are none or several. */
export function only(objects: Rendered[], kind: string): Rendered {
  const found = objects.filter((object) => object.kind === kind);
  if (found.length !== 1) throw new Error(`${found.length} objects of kind ${kind}`);
  return found[0];
}

export const webhooksOf = (objects: Rendered[]): Rendered[] =>
  objects.filter(({ kind }) => kind.endsWith('WebhookConfiguration')).flatMap(({ webhooks }) => webhooks);

/** The values for each certificates.mode. */
export const certificateModes = {
  helm: {},
  certManager: { certificates: { mode: 'certManager' } },
  existingSecret: {
    certificates: {
      mode: 'existingSecret',
      existingSecret: { name: 'mine', caBundle: '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n' },
    },
  },
};

/** Values that turn on every object of the chart. */
export const everything = {
  commonLabels: { team: 'platform' },
  podStatus: { enabled: true },
  namespaceSelector: { matchLabels: { team: 'shop' } },
  objectSelector: { matchExpressions: [{ key: 'example.com/skip', operator: 'DoesNotExist' }] },
  matchConditions: [{ name: 'not-restore', expression: '!("restore" in request.userInfo.?groups.orValue([]))' }],
  certificates: { mode: 'certManager' },
  clientCertificate: { caConfigMap: 'clients', commonNames: ['kube-apiserver'] },
  autoscaling: { enabled: true },
  networkPolicy: { enabled: true },
  events: { enabled: true },
  reports: { enabled: true },
  logs: { allowedEvery: 10 },
  modeCheck: { enabled: true },
  monitoring: {
    serviceMonitor: { enabled: true },
    prometheusRule: { enabled: true, runbookUrl: 'https://example.com/runbooks.md' },
    dashboard: { enabled: true },
  },
  extraArgs: ['--max-connections=4096'],
};
