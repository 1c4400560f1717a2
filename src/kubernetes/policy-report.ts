/** The kind PolicyReport of the Kubernetes policy working group. */
export const reportGroup = 'wgpolicyk8s.io';
export const reportVersion = 'v1alpha2';
export const reportPlural = 'policyreports';
/** Without a namespace, of all namespaces. */
export const reportsPath = (namespace?: string): string =>
  `/apis/${reportGroup}/${reportVersion}/${namespace === undefined ? '' : `namespaces/${encodeURIComponent(namespace)}/`}${reportPlural}`;
