/**
 * What the names of the fields say about their values: which lists are keyed, which objects are maps, which values are
 * quantities. Source: `x-kubernetes-patch-merge-key` and `x-kubernetes-list-map-keys` in api/openapi-spec/swagger.json, and the
 * Go types of k8s.io/api/core/v1. Within a Pod no two fields of one name differ in this, so the name alone is enough.
 */

/** By which fields the entries of a list are told apart. A list that is not here is compared by position. */
export const listKeys: ReadonlyMap<string, readonly string[]> = new Map([
  ['containers', ['name']],
  ['initContainers', ['name']],
  ['ephemeralContainers', ['name']],
  ['env', ['name']],
  ['ports', ['containerPort', 'protocol']],
  ['volumeMounts', ['mountPath']],
  ['volumeDevices', ['devicePath']],
  ['volumes', ['name']],
  ['imagePullSecrets', ['name']],
  ['hostAliases', ['ip']],
  ['topologySpreadConstraints', ['topologyKey', 'whenUnsatisfiable']],
  ['resourceClaims', ['name']],
  ['claims', ['name']],
  ['schedulingGates', ['name']],
  ['resizePolicy', ['resourceName']],
  ['ownerReferences', ['uid']],
  ['conditions', ['type']],
  ['containerStatuses', ['name']],
  ['initContainerStatuses', ['name']],
  ['ephemeralContainerStatuses', ['name']],
]);

/** Maps from names to quantities. */
const quantityMaps = new Set(['limits', 'requests', 'overhead', 'allocatedResources', 'capacity']);
/** Single quantities. */
const quantityFields = new Set(['sizeLimit', 'divisor']);
/** Maps whose keys are the user's: nothing is known of their values but that they are text. */
const textMaps = new Set(['nodeSelector', 'labels', 'annotations', 'matchLabels', 'volumeAttributes', 'options']);
/** Go structs that are held by value: an empty one cannot be told from an absent one. */
const valueStructs = new Set(['resources', 'metadata', 'state', 'lastState', 'status']);

export const isQuantityMap = (name: string): boolean => quantityMaps.has(name);
export const isQuantityField = (name: string): boolean => quantityFields.has(name);
/** Whether a child's own name is a user's word, so that it prints in brackets and says nothing of its type. */
export const isMap = (name: string): boolean => quantityMaps.has(name) || textMaps.has(name);
/**
 * Whether `{}` in this field means the same as leaving it out. Elsewhere (`emptyDir: {}`) it does not. The resources of a container are
 * held by value, those of the whole Pod (`spec.resources`) are not.
 */
export const emptyMeansAbsent = (name: string, parent: string): boolean =>
  isMap(name) || (valueStructs.has(name) && !(name === 'resources' && parent === 'spec'));
