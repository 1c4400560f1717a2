/** The kubelet's mark on the API object of a static Pod. */
export const mirrorAnnotation = 'kubernetes.io/config.mirror';
/** With the value `off` on a Pod, no probe is added to its containers. */
export const defaultProbesAnnotation = 'podward.dev/default-probes';
/** Written by `kubectl apply` on the client's side: the manifest that it applied last, as the user has it. */
export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';
