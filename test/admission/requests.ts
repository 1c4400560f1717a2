/** A valid AdmissionReview, for tests to change. */
export const uid = '705ab4f5-6393-11e8-b7cc-42010a800002';

export const pod = (spec: object = {}, metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', ...metadata },
  spec: { containers: [{ name: 'web', image: 'web:1' }], restartPolicy: 'Always', ...spec },
});

export const request = (over: object = {}): Record<string, unknown> => ({
  uid,
  kind: { group: '', version: 'v1', kind: 'Pod' },
  name: 'web',
  namespace: 'default',
  operation: 'CREATE',
  userInfo: { username: 'alice' },
  object: pod(),
  oldObject: null,
  ...over,
});

export const reviewOf = (over: object = {}): Record<string, unknown> => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: request(over),
});

export const encoded = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
