/** The reports of Podward in an API server. */
import { ApiException, HttpMethod, type KubeConfig } from '@kubernetes/client-node';
import { field, isList, isObject, listAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import { reportName } from '../counts/report.ts';
import { reportGroup, reportPlural, reportsPath, reportVersion } from '../kubernetes/policy-report.ts';
import { ClusterError, readKubeConfig, type ClusterChoice } from './kubeconfig.ts';
import { answerOf, ask } from './kubeconfig-request.ts';
import { getMs, maxReportBytes, maxReportPages, reportsOfPage } from './limits.ts';

interface ReportsChoice extends ClusterChoice {
  /** Default: the namespace of the context, or `default`. */
  readonly namespace?: string | undefined;
  readonly allNamespaces?: boolean | undefined;
}

interface ReadReports<T> {
  /** Undefined for all namespaces. */
  readonly namespace: string | undefined;
  readonly kept: readonly T[];
}

/**
 * `keep` gets the reports of each page, and returns what is kept of them. Whoever may edit a report can fill it, so all reports together may be larger
 * than the memory. Throws a ClusterError.
 */
export async function readReports<T>(
  choice: ReportsChoice,
  keep: (reports: readonly JsonObject[]) => readonly T[],
): Promise<ReadReports<T>> {
  const config = readKubeConfig(choice);
  const namespace = choice.allNamespaces === true ? undefined : (choice.namespace ?? namespaceOf(config));
  const kept: T[] = [];
  for await (const page of pagesOf(config, namespace)) for (const one of keep(page.filter(isObject))) kept.push(one);
  if (namespace !== undefined && kept.length === 0) await checkNamespace(config, namespace);
  return { namespace, kept };
}

/** Throws a ClusterError. */
async function* pagesOf(config: KubeConfig, namespace: string | undefined): AsyncGenerator<readonly Json[]> {
  const tokens = new Set<string>();
  try {
    for (let next = ''; ;) {
      const page = await get(config, reportsPath(namespace), {
        fieldSelector: `metadata.name=${reportName}`,
        limit: String(reportsOfPage),
        ...(next === '' ? {} : { continue: next }),
      });
      if (!isList(field(page, 'items'))) throw new Error('the answer is not a list');
      yield listAt(page, 'items');
      next = stringAt(page, 'metadata', 'continue') ?? '';
      if (next === '') return;
      if (tokens.has(next)) throw new Error('the API server returned the same continue token twice');
      tokens.add(next);
      if (tokens.size === maxReportPages) throw new Error(`the list has more than ${maxReportPages} pages`);
    }
  } catch (error) {
    throw new ClusterError(failed(error, namespace));
  }
}

const namespaceOf = (config: KubeConfig): string =>
  config.getContextObject(config.getCurrentContext())?.namespace ?? 'default';

/** Whoever may read reports need not have the permission to read the namespace. */
async function checkNamespace(config: KubeConfig, namespace: string): Promise<void> {
  try {
    await get(config, `/api/v1/namespaces/${encodeURIComponent(namespace)}`);
  } catch (error) {
    const code = codeOf(error);
    if (code === 403) return;
    throw new ClusterError(
      code === 404
        ? `the namespace ${namespace} does not exist. To list the namespaces, run kubectl get namespaces.`
        : `the namespace ${namespace} cannot be read: ${answerOf(error)}.`,
    );
  }
}

const get = (config: KubeConfig, path: string, query: Record<string, string> = {}): Promise<Json | undefined> =>
  ask(config, { method: HttpMethod.GET, path, query, ms: getMs, maxBytes: maxReportBytes });

const codeOf = (error: unknown): number | undefined => (error instanceof ApiException ? error.code : undefined);

function failed(error: unknown, namespace: string | undefined): string {
  const resource = `${reportPlural}.${reportGroup}`;
  const code = codeOf(error);
  if (code === 404)
    return `the cluster does not have the kind PolicyReport (${reportGroup}/${reportVersion}), so Podward cannot count anything. Install its CustomResourceDefinition ${resource}, and set the value reports.enabled of the chart to true.`;
  if (code === 403)
    return namespace === undefined
      ? `you are not allowed to list ${resource} in all namespaces. Use -n NAMESPACE, or ask a cluster administrator for the permission.`
      : `you are not allowed to list ${resource} in namespace ${namespace}. Ask a cluster administrator for the permission.`;
  if (code === 401) return 'the API server does not accept the credentials of the kubeconfig. Log in again.';
  return `the PolicyReports cannot be read: ${answerOf(error)}.`;
}
