/** The reports of Podward in an API server. */
import { ApiException, CustomObjectsApi } from '@kubernetes/client-node';
import { field, isList, isObject, listAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import { reportName } from '../counts/report.ts';
import { reportGroup, reportPlural, reportVersion } from '../kubernetes/policy-report.ts';
import { answerOf, ClusterError, readKubeConfig, type ClusterChoice } from './kubeconfig.ts';
import { reportsOfPage } from './limits.ts';

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
  return { namespace, reports };
}

const namespaceOf = (config: ReturnType<typeof readKubeConfig>): string =>
  config.getContextObject(config.getCurrentContext())?.namespace ?? 'default';

function failed(error: unknown, namespace: string | undefined): string {
  const resource = `${reportPlural}.${reportGroup}`;
  const code = error instanceof ApiException ? error.code : undefined;
  if (code === 404)
    return `the cluster does not have the kind PolicyReport (${reportGroup}/${reportVersion}), so Podward cannot count anything. Install its CustomResourceDefinition ${resource}, and set the value reports.enabled of the chart to true.`;
  if (code === 403)
    return namespace === undefined
      ? `you are not allowed to list ${resource} in all namespaces. Use -n NAMESPACE, or ask a cluster administrator for the permission.`
      : `you are not allowed to list ${resource} in namespace ${namespace}. Ask a cluster administrator for the permission.`;
  if (code === 401) return 'the API server does not accept the credentials of the kubeconfig. Log in again.';
  return `the PolicyReports cannot be read: ${answerOf(error)}.`;
}
