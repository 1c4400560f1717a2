/** The kubelet's mark on the API object of a static Pod. */
export const mirrorAnnotation = 'kubernetes.io/config.mirror';
/** With the value `off` on a Pod, no probe is added to its containers. */
export const defaultProbesAnnotation = 'podward.dev/default-probes';
