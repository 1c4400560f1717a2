/** The kind PolicyReport of the Kubernetes policy working group. */
export const reportGroup = 'wgpolicyk8s.io';
export const reportVersion = 'v1alpha2';
export const reportPlural = 'policyreports';
export const reportsPath = (namespace: string): string =>
  `/apis/${reportGroup}/${reportVersion}/namespaces/${namespace}/${reportPlural}`;
