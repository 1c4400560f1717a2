/**
 * The fields of a Pod that fieldRef can select. Sources: validEnvDownwardAPIFieldPathExpressions and
 * validVolumeDownwardAPIFieldPathExpressions in pkg/apis/core/validation, and ConvertDownwardAPIFieldLabel in pkg/apis/core/pods.
 */

/** For an environment variable. */
export const envFields: readonly string[] = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

/** For a file in a volume. */
export const volumeFields: readonly string[] = [
  'metadata.name',
  'metadata.namespace',
  'metadata.labels',
  'metadata.annotations',
  'metadata.uid',
];

/** For both, with a key in brackets: `metadata.labels['app']`. */
export const subscriptedFields: readonly string[] = ['metadata.labels', 'metadata.annotations'];

/** The former name of spec.nodeName. */
export const formerNodeName = 'spec.host';
