/** AdmissionReviews as kube-apiserver sends them. */

/** The AdmissionReview of a request. */
export const reviewOf = (request: object): Buffer =>
  Buffer.from(
    JSON.stringify({
      kind: 'AdmissionReview',
      apiVersion: 'admission.k8s.io/v1',
      request: { uid: '705ab4f5-6393-11e8-b7cc-42010a800002', ...request },
    }),
  );

/** The review of a Pod without findings, with about the given size. An UPDATE changes a label. */
export function makeReview(operation: 'CREATE' | 'UPDATE', bytes: number): Buffer {
  let containers = 1;
  let review = withContainers(operation, containers);
  while (review.length < bytes) review = withContainers(operation, ++containers);
  return review;
}

function withContainers(operation: 'CREATE' | 'UPDATE', count: number): Buffer {
  const before = operation === 'UPDATE' ? pod(count, 'blue') : null;
  return reviewOf({
    kind: { group: '', version: 'v1', kind: 'Pod' },
    resource: { group: '', version: 'v1', resource: 'pods' },
    requestKind: { group: '', version: 'v1', kind: 'Pod' },
    requestResource: { group: '', version: 'v1', resource: 'pods' },
    name: 'web',
    namespace: 'default',
    operation,
    userInfo: {
      username: 'system:serviceaccount:kube-system:replicaset-controller',
      groups: ['system:authenticated'],
    },
    object: pod(count, 'green'),
    oldObject: before,
    dryRun: false,
    options: { kind: `${operation === 'CREATE' ? 'Create' : 'Update'}Options`, apiVersion: 'meta.k8s.io/v1' },
  });
}

const pod = (containers: number, color: string) => ({
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: {
    name: 'web',
    namespace: 'default',
    uid: '3b8a5b3e-5a0e-4c1c-9f3c-1f1d6b0a7c11',
    generation: 1,
    creationTimestamp: '2026-11-01T10:00:00Z',
    labels: { app: 'web', color },
  },
  spec: {
    volumes: [
      { name: 'config', configMap: { name: 'web', defaultMode: 420 } },
      {
        name: 'kube-api-access',
        projected: { defaultMode: 420, sources: [{ serviceAccountToken: { expirationSeconds: 3607, path: 'token' } }] },
      },
    ],
    containers: Array.from({ length: containers }, (_, i) => container(i)),
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: 'default',
    serviceAccount: 'default',
    securityContext: {},
    schedulerName: 'default-scheduler',
    tolerations: [
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    ],
    priority: 0,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
  },
  status: { phase: 'Pending', qosClass: 'Burstable' },
});

const container = (i: number) => ({
  name: `web-${i}`,
  image: `registry.example.com/team/web-${i}:1.4.2`,
  ports: [{ name: `http-${i}`, containerPort: 8080 + i, protocol: 'TCP' }],
  env: [
    { name: 'LOG_LEVEL', value: 'info' },
    { name: 'UPSTREAM', value: `http://upstream-${i}.default.svc:8080/api` },
    { name: 'POD_IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } },
  ],
  resources: { limits: { cpu: '500m', memory: '256Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
  volumeMounts: [
    { name: 'config', mountPath: '/etc/web', readOnly: true },
    { name: 'kube-api-access', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
  ],
  readinessProbe: {
    httpGet: { path: '/ready', port: `http-${i}`, scheme: 'HTTP' },
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  },
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  imagePullPolicy: 'IfNotPresent',
  securityContext: { allowPrivilegeEscalation: false, runAsNonRoot: true },
});
