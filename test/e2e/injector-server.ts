/**
 * The webhooks of injector.test.ts: https://HOST/NAME injects what NAME says. This file imports nothing of the project, so that a Pod can run
 * it, too.
 */
import { createServer, type Server } from 'node:https';

/* eslint-disable @typescript-eslint/no-explicit-any */
type Patch = { op: 'add' | 'replace'; path: string; value: unknown }[];

const has = (list: any[] | undefined, name: string): boolean => (list ?? []).some((item) => item.name === name);
const annotated = ({ metadata: { annotations } }: any, values: Record<string, string>): Patch => [
  { op: 'add', path: '/metadata/annotations', value: { ...annotations, ...values } },
];
const calls = 'sidecar.example.com/calls';
export const sidecar = { name: 'proxy', image: 'registry.example.com/proxy:1', restartPolicy: 'Always' };
export const agent = { name: 'agent', image: 'registry.example.com/agent:1' };

/** What each injector does, by the path of its webhook. Each adds only what is missing, and the sidecar also a count of its calls. */
const injectors: Record<string, (object: any, operation: string) => Patch> = {
  '/volume': ({ spec }) =>
    has(spec.volumes, 'injected')
      ? []
      : [{ op: 'add', path: '/spec/volumes/-', value: { name: 'injected', emptyDir: {} } }],
  /** A native sidecar with a volume of its own. On UPDATE, it is upgraded to the next image. */
  '/sidecar': (pod, operation) => {
    const { initContainers, volumes } = pod.spec;
    const mounts = [{ name: 'proxy-config', mountPath: '/etc/proxy' }];
    const container = { ...sidecar, ports: [{ name: 'http', containerPort: 15000 }], volumeMounts: mounts };
    if (operation === 'UPDATE') {
      const i = (initContainers as any[]).findIndex(({ name }) => name === 'proxy');
      return [
        { op: 'replace', path: `/spec/initContainers/${i}/image`, value: 'registry.example.com/proxy:2' },
        ...annotated(pod, { 'sidecar.example.com/version': '2' }),
      ];
    }
    return [
      ...(has(initContainers, 'proxy')
        ? []
        : ([{ op: 'add', path: '/spec/initContainers', value: [container, ...(initContainers ?? [])] }] as Patch)),
      ...(has(volumes, 'proxy-config')
        ? []
        : ([{ op: 'add', path: '/spec/volumes/-', value: { name: 'proxy-config', emptyDir: {} } }] as Patch)),
      ...annotated(pod, {
        'sidecar.example.com/version': '1',
        [calls]: String(1 + Number(pod.metadata.annotations?.[calls] ?? 0)),
      }),
    ];
  },
  '/agent': ({ spec }) =>
    has(spec.containers, 'agent')
      ? []
      : [{ op: 'add', path: '/spec/containers/-', value: { ...agent, ports: [{ containerPort: 9000 }] } }],
  '/broken': ({ spec }) =>
    has(spec.containers, 'agent')
      ? []
      : [{ op: 'add', path: '/spec/containers/-', value: { ...agent, ports: [{ containerPort: 90000 }] } }],
  '/template': ({ spec }) =>
    has(spec.template.spec.containers, 'agent')
      ? []
      : [{ op: 'add', path: '/spec/template/spec/containers/-', value: agent }],
};

export const injectorServer = (pair: { readonly cert: Buffer; readonly key: Buffer }): Server =>
  createServer(pair, (request, response) => {
    const path = request.url!.split('?')[0]!;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const review = JSON.parse(Buffer.concat(chunks).toString());
      const patch = injectors[path]!(review.request.object, review.request.operation);
      const patched =
        patch.length === 0
          ? {}
          : { patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(patch)).toString('base64') };
      const answer = { uid: review.request.uid, allowed: true, ...patched };
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ apiVersion: review.apiVersion, kind: review.kind, response: answer }));
    });
  });
