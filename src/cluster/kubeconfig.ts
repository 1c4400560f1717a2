/** The cluster of a command: that of the kubeconfig, or the one in which the command runs. */
import { findHomeDir, KubeConfig, type User } from '@kubernetes/client-node';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { isScalar, parseDocument, type Document } from 'yaml';
import { OwnError, reasonOf } from '../text/errors.ts';

/** The API server cannot be reached, or refuses the request. */
export class ClusterError extends OwnError {
  override readonly name = 'ClusterError';
}

export interface ClusterChoice {
  /** Default: the files in KUBECONFIG, or ~/.kube/config, or the service account of the Pod. */
  readonly kubeconfig?: string | undefined;
  /** Default: the current context. */
  readonly context?: string | undefined;
}

/** Throws a ClusterError if no cluster is configured, or if the client library cannot be the user of the kubeconfig. */
export function readKubeConfig({ kubeconfig, context }: ClusterChoice = {}): KubeConfig {
  const config = kubeconfig === undefined ? fromEnvironment() : fromFile(kubeconfig);
  if (context !== undefined) {
    if (config.getContextObject(context) === null)
      throw new ClusterError(
        `the kubeconfig has no context ${JSON.stringify(context)}. To list the contexts, run kubectl config get-contexts.`,
      );
    config.setCurrentContext(context);
  }
  if (config.getCurrentCluster() === null) throw new ClusterError(whyNoCluster(config));
  const user = config.getCurrentUser();
  const field = user === null ? undefined : ignored.get(user);
  if (field !== undefined)
    throw new ClusterError(
      `the user ${JSON.stringify(user?.name)} of the kubeconfig has the field ${field}, which Podward does not support. Use a context with another user.`,
    );
  return config;
}

function whyNoCluster(config: KubeConfig): string {
  if (config.contexts.length === 0) return 'the kubeconfig has no context. Use the kubeconfig of a cluster.';
  const context = config.getCurrentContext();
  const choose = 'kubectl config use-context NAME';
  if (!context) return `the kubeconfig has no current context. To choose one, run ${choose}.`;
  const name = JSON.stringify(context);
  return config.getContextObject(context) === null
    ? `the current context ${name} is not in the kubeconfig. To choose another one, run ${choose}.`
    : `the context ${name} names a cluster that is not in the kubeconfig. Correct the context, or choose another one with ${choose}.`;
}

function fromEnvironment(): KubeConfig {
  const list = process.env['KUBECONFIG'] ?? '';
  if (list !== '') return fromFiles(list.split(delimiter).filter((file) => file !== ''));
  const home = findHomeDir();
  const file = home === null ? '' : join(home, '.kube', 'config');
  if (existsSync(file)) return fromFile(file);
  const config = loaded('/var/run/secrets/kubernetes.io/serviceaccount/namespace', (empty) => empty.loadFromDefault());
  // The client library uses this server if nothing is configured.
  if (config.getCurrentCluster()?.server === 'http://localhost:8080')
    throw new ClusterError(
      'no cluster is configured. Set KUBECONFIG, or run this command in a Pod with a service account token.',
    );
  return config;
}

/** The first file with a name, or with a current context, decides. As in kubectl, files may be missing (k8s.io/client-go tools/clientcmd/loader.go). */
function fromFiles(files: readonly string[]): KubeConfig {
  const configs = files.filter((file) => existsSync(file)).map(fromFile);
  if (configs.length === 0)
    throw new ClusterError(`no file in KUBECONFIG exists: ${files.join(delimiter)}. Correct KUBECONFIG.`);
  const firsts = <T extends { readonly name: string }>(all: readonly T[]): T[] =>
    all.filter(({ name }, i) => all.findIndex((other) => other.name === name) === i);
  const merged = new KubeConfig();
  merged.loadFromOptions({
    clusters: firsts(configs.flatMap(({ clusters }) => clusters)),
    users: firsts(configs.flatMap(({ users }) => users)),
    contexts: firsts(configs.flatMap(({ contexts }) => contexts)),
    currentContext: configs.map(({ currentContext }) => currentContext).find(Boolean),
  });
  return merged;
}

const fromFile = (file: string): KubeConfig =>
  loaded(`the kubeconfig ${file}`, (config) => {
    const text = readFileSync(file, 'utf8').trimEnd();
    const document = parseDocument(text, { merge: true });
    config.loadFromString(isEmpty(document) ? '{}' : text);
    config.makePathsAbsolute(dirname(file));
    const { users } = Object(document.toJS()) as { readonly users?: readonly { readonly user?: unknown }[] };
    for (const [i, user] of config.users.entries()) {
      const fields = new Map<string, unknown>(Object.entries(users?.[i]?.user ?? {}));
      const field = ignoredFields.find((name) => isSet(fields.get(name)));
      if (field !== undefined) ignored.set(user, field);
    }
  });

/** Fields of k8s.io/client-go tools/clientcmd/api/v1/types.go that the client library ignores, so that it would be another user. */
const ignoredFields = ['as-groups', 'as-uid', 'as-user-extra', 'tokenFile'];
/** The users with such a field, and its name. */
const ignored = new WeakMap<User, string>();

const isSet = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);

/** As in kubectl, such a file, for example /dev/null, is a kubeconfig without entries. */
const isEmpty = ({ contents, errors }: Document.Parsed): boolean =>
  errors.length === 0 && (contents === null || (isScalar(contents) && contents.value === null));

function loaded(what: string, load: (config: KubeConfig) => void): KubeConfig {
  const config = new KubeConfig();
  try {
    load(config);
  } catch (error) {
    throw new ClusterError(`${what} cannot be read: ${readingFailed(error)}. Check the file.`);
  }
  return config;
}

/** The message of the YAML library quotes the file, which may have a token. */
function readingFailed(error: unknown): string {
  const { reason, mark } = Object(error) as { readonly reason?: unknown; readonly mark?: { readonly line?: unknown } };
  if (typeof reason !== 'string') return reasonOf(error);
  return reasonOf(typeof mark?.line === 'number' ? `${reason} in line ${mark.line + 1}` : reason);
}
