import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The resources that the chart renders, for the discovery of Helm: group and version, then kind and resource. */
const served: Record<string, Record<string, string>> = {
  v1: { Secret: 'secrets', ServiceAccount: 'serviceaccounts', ConfigMap: 'configmaps', Service: 'services' },
  'apps/v1': { Deployment: 'deployments' },
  'policy/v1': { PodDisruptionBudget: 'poddisruptionbudgets' },
  'admissionregistration.k8s.io/v1': {
    MutatingWebhookConfiguration: 'mutatingwebhookconfigurations',
    ValidatingWebhookConfiguration: 'validatingwebhookconfigurations',
  },
};

/** The part of an API server that the function `lookup` of Helm needs: discovery, and `objects` by their path. Closes with `using`. */
export async function fakeApiServer(version: object, objects: Record<string, object>) {
  const answers: Record<string, object> = { '/version': version, ...discovery(), ...objects };
  const server = createServer((request, response) => {
    const body = answers[new URL(request.url!, 'http://localhost').pathname];
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? { kind: 'Status', apiVersion: 'v1', code: 404, reason: 'NotFound' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function discovery(): Record<string, object> {
  const groups = Object.keys(served)
    .filter((groupVersion) => groupVersion.includes('/'))
    .map((groupVersion) => {
      const version = { groupVersion, version: 'v1' };
      return { name: groupVersion.split('/')[0], versions: [version], preferredVersion: version };
    });
  const lists = Object.entries(served).map(([groupVersion, kinds]) => [
    groupVersion === 'v1' ? '/api/v1' : `/apis/${groupVersion}`,
    {
      kind: 'APIResourceList',
      groupVersion,
      resources: Object.entries(kinds).map(([kind, name]) => ({
        name,
        singularName: '',
        namespaced: !kind.endsWith('Configuration'),
        kind,
        verbs: ['get'],
      })),
    },
  ]);
  return {
    '/api': { kind: 'APIVersions', versions: ['v1'] },
    '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups },
    ...Object.fromEntries(lists),
  };
}
