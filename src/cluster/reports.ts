/** The reports of Podward in an API server. */
import { get as getHttp } from 'node:http';
import { get as getHttps, type RequestOptions } from 'node:https';
import { ApiException, CustomObjectsApi, type KubeConfig } from '@kubernetes/client-node';
import { field, isList, isObject, listAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import { reportName } from '../counts/report.ts';
import { reportGroup, reportPlural, reportVersion } from '../kubernetes/policy-report.ts';
import { answerOf, ClusterError, readKubeConfig, type ClusterChoice } from './kubeconfig.ts';
import { reportsOfPage, statusMs } from './limits.ts';

interface ReportsChoice extends ClusterChoice {
  /** Default: the namespace of the context, or `default`. */
  readonly namespace?: string | undefined;
  readonly allNamespaces?: boolean | undefined;
}

interface StoredReports {
  /** Undefined for all namespaces. */
  readonly namespace: string | undefined;
  readonly reports: readonly JsonObject[];
}

/** Throws a ClusterError. */
export async function readReports(choice: ReportsChoice): Promise<StoredReports> {
  const config = readKubeConfig(choice);
  const api = config.makeApiClient(CustomObjectsApi);
  const namespace = choice.allNamespaces === true ? undefined : (choice.namespace ?? namespaceOf(config));
  const reports: JsonObject[] = [];
  let next: string | undefined;
  do {
    const request = {
      group: reportGroup,
      version: reportVersion,
      plural: reportPlural,
      fieldSelector: `metadata.name=${reportName}`,
      limit: reportsOfPage,
      ...(next === undefined ? {} : { _continue: next }),
    };
    try {
      const page = (await (namespace === undefined
        ? api.listClusterCustomObject(request)
        : api.listNamespacedCustomObject({ ...request, namespace }))) as Json;
      if (!isList(field(page, 'items'))) throw new Error('the answer is not a list');
      reports.push(...listAt(page, 'items').filter(isObject));
      next = stringAt(page, 'metadata', 'continue');
    } catch (error) {
      throw new ClusterError(failed(error, namespace));
    }
  } while (next !== undefined && next !== '');
  if (namespace !== undefined && reports.length === 0) await checkNamespace(config, namespace);
  return { namespace, reports };
}

const namespaceOf = (config: KubeConfig): string =>
  config.getContextObject(config.getCurrentContext())?.namespace ?? 'default';

/** Whoever may read reports need not have the permission to read the namespace. */
async function checkNamespace(config: KubeConfig, namespace: string): Promise<void> {
  let status: number | undefined;
  let reason: string;
  try {
    status = await statusOf(config, `/api/v1/namespaces/${encodeURIComponent(namespace)}`);
    reason = `the status is ${status}`;
  } catch (error) {
    reason = answerOf(error);
  }
  if (status === 200 || status === 403) return;
  throw new ClusterError(
    status === 404
      ? `the namespace ${namespace} does not exist. To list the namespaces, run kubectl get namespaces.`
      : `the namespace ${namespace} cannot be read: ${reason}.`,
  );
}

/** Without CoreV1Api, which would make the image 3 MB larger. */
async function statusOf(config: KubeConfig, path: string): Promise<number | undefined> {
  const url = `${config.getCurrentCluster()!.server.replace(/\/$/, '')}${path}`;
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const get = url.startsWith('http:') ? getHttp : getHttps;
  return new Promise((resolve, reject) => {
    const request = get(url, { ...options, timeout: statusMs }, (response) => {
      resolve(response.statusCode);
      response.destroy();
    });
    request.on('timeout', () => request.destroy(new Error('there was no answer')));
    request.on('error', reject);
  });
}

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
