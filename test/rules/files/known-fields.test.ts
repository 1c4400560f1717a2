import { stringAt, type Json, type JsonObject } from '../../../src/json/json.ts';
import { knownFields } from '../../../src/rules/files/known-fields.ts';
import { container, pod, podWith, workload, workloadOf } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const phase = 'offline' as const;
const type = 'FieldValueForbidden' as const;

/** A field that does not exist, and what to do about it. */
const unknown = (path: string, messageId: string, fix: string, after: JsonObject) => ({
  name: `${path}: ${fix}`,
  phase,
  after,
  findings: [
    { messageId, path, type, fix, isOfKey: true, says: `unknown field "${path.slice(path.lastIndexOf('.') + 1)}".` },
  ],
});
/** A field that is refused wherever the kind has it. */
const refused = (path: string, after: JsonObject) => {
  const fields = path.replaceAll(/\[\d+\]/g, '').split('.');
  const place = [stringAt(after, 'kind')!.toLowerCase(), ...fields.slice(0, -1)].join('.');
  return unknown(
    path,
    'unknown',
    `Remove ${fields.at(-1)}, or use one of the fields that kubectl explain ${place} lists.`,
    after,
  );
};
/** A field that the version does not have, and some other versions do. */
const ofOther = (minor: number, path: string, versions: string, after: JsonObject) => {
  const field = path.slice(path.lastIndexOf('.') + 1);
  const other = versions.endsWith('later') || Number(versions.slice(2, 4)) > minor ? 'a later' : 'an earlier';
  const known =
    minor === 31
      ? ', the oldest version that Podward knows'
      : minor === 37
        ? ', the newest version that Podward knows'
        : '';
  const version = `1.${minor}${known}`;
  return {
    name: `${path} in 1.${minor}`,
    phase,
    minor,
    after,
    findings: [
      {
        messageId: 'otherVersion',
        path,
        type,
        fix: `Remove ${field}. If the cluster has ${other} version, set --kubernetes-version to that version.`,
        isOfKey: true,
        says: `unknown field "${field}", which exists in Kubernetes ${versions}, but not in ${version}.`,
      },
    ],
  };
};
const withWorkload = (workloadRef: JsonObject) => pod({ workloadRef });
const withFile = podWith({ env: [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'a', path: 'a', key: 'A' } } }] });
const podTemplate = (own: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'PodTemplate',
  metadata: { name: 'web' },
  ...own,
});
const affinity = (term: JsonObject): Json => ({
  podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, ...term }] },
});
const preferred = 'spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0]';
const selected = (labelSelector: JsonObject) => pod({ topologySpreadConstraints: [{ labelSelector }] });

const misspelled = (path: string, meant: string, after: JsonObject) =>
  unknown(path, 'misspelled', `Did you mean "${meant}"?`, after);
const named = (path: string, meant: string, after: JsonObject, name: string) => ({
  ...misspelled(path, meant, after),
  name,
});
const volume = (source: JsonObject) => pod({ volumes: [{ name: 'v', ...source }] });
const env = (variable: JsonObject) => podWith({ env: [variable] });
const inContainer = (name: string) => `spec.containers[0].${name}`;
const valueFrom = (source: JsonObject) => env({ name: 'A', valueFrom: source });
const source = `${inContainer('env[0]')}.valueFrom`;
const ports = (...list: JsonObject[]) => podWith({ ports: list });
const belongsIn = (owner: string, path: string, after: JsonObject) => ({
  name: `${path} of ${owner} in a ${stringAt(after, 'kind') ?? 'Pod'}`,
  phase,
  after,
  findings: [
    {
      messageId: 'elsewhere',
      path,
      type,
      fix: `Remove ${path.slice(path.lastIndexOf('.') + 1)}.`,
      isOfKey: true,
      says: `which belongs in ${owner}.`,
    },
  ],
});
const probe = (own: JsonObject) => podWith({ livenessProbe: own });
const serviceOrWorkload = 'a Service or a workload such as a Deployment';
const ofOtherKinds = [
  ...Object.entries({
    [serviceOrWorkload]: { selector: { app: 'a' } },
    'a workload such as a Deployment': { replicas: 2, template: { spec: {} }, minReadySeconds: 5 },
    'a CronJob': { schedule: '* * * * *' },
    'a Job': { backoffLimit: 3, completions: 1 },
    'a Job or a CronJob': { suspend: true },
    'a Deployment': { strategy: { type: 'Recreate' } },
    'a StatefulSet or a DaemonSet': { updateStrategy: {} },
    'a StatefulSet': { volumeClaimTemplates: [] },
    'a Service': { clusterIP: 'None', type: 'NodePort', nodePort: 30000 },
    'a ConfigMap or a Secret': { data: { a: 'b' } },
    'a Secret': { stringData: { a: 'b' } },
    'an Ingress or a Role': { rules: [] },
    'an Ingress': { tls: [] },
    'a HorizontalPodAutoscaler': { maxReplicas: 3 },
    'a PersistentVolumeClaim': { accessModes: ['ReadWriteOnce'], storageClassName: 'a' },
  }).flatMap(([owner, fields]) =>
    Object.entries(fields).map(([name, value]) => belongsIn(owner, `spec.${name}`, pod({ [name]: value }))),
  ),
  belongsIn('a Service', 'spec.type', workload('Deployment', {}, { type: 'ClusterIP' })),
  belongsIn('a Job', 'spec.backoffLimit', workload('Deployment', {}, { backoffLimit: 3 })),
  belongsIn('a ConfigMap or a Secret', 'data', { ...pod(), data: { a: 'b' } }),
  belongsIn(serviceOrWorkload, 'spec.template.spec.selector', workload('Job', { selector: { app: 'a' } })),
  belongsIn(
    'the spec of the Deployment',
    'spec.template.spec.selector',
    workload('Deployment', { selector: { app: 'a' } }),
  ),
  unknown(
    'spec.template.spec.selector',
    'misplaced',
    'Move selector to spec.selector.matchLabels.',
    workload('Deployment', { selector: { app: 'a' } }, { selector: null }),
  ),
  ...['accessModes', 'storageClassName', 'resources'].flatMap((name) => [
    belongsIn(
      'a PersistentVolumeClaim',
      `spec.volumes[0].persistentVolumeClaim.${name}`,
      volume({ persistentVolumeClaim: { claimName: 'a', [name]: name === 'accessModes' ? ['ReadWriteOnce'] : {} } }),
    ),
    belongsIn('a PersistentVolumeClaim', `spec.volumes[0].${name}`, volume({ emptyDir: {}, [name]: 'a' })),
  ]),
  unknown(
    'spec.volumes[0].storageClassName',
    'misplaced',
    'Move storageClassName to spec.volumes[0].ephemeral.volumeClaimTemplate.spec.storageClassName.',
    volume({ ephemeral: {}, storageClassName: 'a' }),
  ),
  { ...refused('spec.hstnme', pod({ hstnme: { a: 'b' } })), name: 'an object in place of a similar string' },
];
const mount = (own: JsonObject, volumes: JsonObject[] = []) =>
  pod({ containers: [container({ volumeMounts: [{ name: 'v', ...own }] })], volumes });
const labelsIn = (terms: Json) =>
  pod({
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [terms] } } },
  });
const inTerm =
  'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchLabels';
const asExpressions = (example: string) =>
  `Write each label as an entry of matchExpressions, such as ${example}, and remove matchLabels.`;
const useless = (path: string, after: JsonObject) =>
  unknown(path, 'useless', `Remove ${path.slice(path.lastIndexOf('.') + 1)}.`, after);
const entryOf = (list: string, path: string, after: JsonObject) =>
  unknown(path, 'entry', `Move ${path.slice(path.lastIndexOf('.') + 1)} to the entry "v" of ${list}.`, after);
const asUser = (path: string, place: string, after: JsonObject) =>
  unknown(path, 'user', `Set ${place} to the user ID, which is a number such as 1000, and remove user.`, after);

const inOtherForms = [
  entryOf(
    'spec.volumes',
    inContainer('volumeMounts[0].persistentVolumeClaim'),
    mount({ persistentVolumeClaim: { claimName: 'a' } }, [{ name: 'other', emptyDir: {} }]),
  ),
  useless(
    inContainer('volumeMounts[0].configMap'),
    mount({ configMap: { name: 'a' } }, [{ name: 'v', configMap: { name: 'a' } }]),
  ),
  ...['readOnly', 'mountPath', 'subPath'].flatMap((name) => [
    entryOf('volumeMounts', `spec.volumes[0].${name}`, volume({ emptyDir: {}, [name]: 'a' })),
    entryOf('volumeMounts', `spec.volumes[0].configMap.${name}`, volume({ configMap: { name: 'a', [name]: 'a' } })),
  ]),
  unknown(
    'spec.volumes[0].readOnly',
    'misplaced',
    'Move readOnly to spec.volumes[0].nfs.readOnly.',
    volume({ nfs: { server: 'a', path: '/' }, readOnly: true }),
  ),
  // No source is suggested that the volume does not have.
  refused('spec.volumes[0].claimName', volume({ emptyDir: {}, claimName: 'a' })),
  unknown(
    'spec.volumes[0].type',
    'emptyDir',
    'Write "emptyDir: {}" in place of "type: emptyDir".',
    volume({ type: 'emptyDir' }),
  ),
  unknown(
    'spec.volumes[0].type',
    'source',
    'Write "configMap:" in place of "type: configMap", and the fields of the source on the next lines.',
    volume({ type: 'configMap' }),
  ),
  { ...useless('spec.volumes[0].type', volume({ type: 'pvc' })), name: 'a type that is not the name of a source' },
  useless('spec.volumes[0].type', volume({ type: 'hostPath', hostPath: { path: '/a' } })),
  unknown(
    'spec.volumes[0].type',
    'misplaced',
    'Move type to spec.volumes[0].hostPath.type.',
    volume({ type: 'Directory', hostPath: { path: '/a' } }),
  ),
  asUser(inContainer('user'), 'securityContext.runAsUser', podWith({ user: 'root' })),
  asUser('spec.user', 'securityContext.runAsUser', pod({ user: 1000 })),
  asUser(inContainer('securityContext.user'), 'runAsUser', podWith({ securityContext: { user: 1000 } })),
  useless(inContainer('user'), podWith({ user: 'root', securityContext: { runAsUser: 1 } })),
  unknown(
    inContainer('port'),
    'port',
    'Write "- containerPort: 80" below ports, and remove port.',
    podWith({ port: 80 }),
  ),
  ...(['configMap', 'secret'] as const).map((source) => ({
    name: `one key of a ${source} in envFrom`,
    phase,
    after: podWith({ envFrom: [{ [`${source}KeyRef`]: { name: 'a', key: 'b' } }] }),
    findings: [
      {
        messageId: 'oneKey',
        path: inContainer(`envFrom[0].${source}KeyRef`),
        type,
        isOfKey: true,
        fix: `For one key, write valueFrom.${source}KeyRef in env. For all keys, write ${source}Ref without key.`,
      },
    ],
  })),
  unknown(
    inTerm,
    'expressions',
    asExpressions('{key: "disk", operator: In, values: ["fast"]}'),
    labelsIn({ matchLabels: { disk: 'fast' } }),
  ),
  unknown(
    inTerm,
    'expressions',
    asExpressions('{key: "disktype", operator: In, values: ["ssd"]}'),
    labelsIn({ matchLabels: {} }),
  ),
  ...Object.entries({
    data: 'a Secret',
    stringData: 'a Secret',
    type: 'a Secret',
  }).map(([name, owner]) => belongsIn(owner, `spec.volumes[0].secret.${name}`, volume({ secret: { [name]: 'a' } }))),
  ...['emptyDir', 'persistentVolumeClaim'].map((name) =>
    belongsIn('volumeMounts, as mountPath', `spec.volumes[0].${name}.path`, volume({ [name]: { path: '/a' } })),
  ),
  misspelled(inContainer('livenessProbe.retries'), 'failureThreshold', probe({ retries: 3 })),
  misspelled(inContainer('livenessProbe.exec.cmd'), 'command', probe({ exec: { cmd: ['a'] } })),
  ...['target', 'destination'].map((name) =>
    misspelled(inContainer(`volumeMounts[0].${name}`), 'mountPath', mount({ [name]: '/a' })),
  ),
  misspelled(inContainer('volumeMounts[0].source'), 'name', podWith({ volumeMounts: [{ source: 'v' }] })),
  ...['configMap', 'secret'].map((name) =>
    misspelled(`${source}.${name}`, `${name}KeyRef`, valueFrom({ [name]: { name: 'a', key: 'b' } })),
  ),
  unknown(
    inContainer('runAsuser'),
    'misplaced',
    `Move runAsuser to ${inContainer('securityContext.runAsUser')}.`,
    podWith({ runAsuser: 1 }),
  ),
  {
    ...unknown('spec.template', 'misplaced', 'Move template to spec.jobTemplate.spec.template.', {
      ...workload('CronJob'),
      spec: { schedule: '* * * * *', template: { spec: { containers: [container()] } } },
    }),
    name: 'the template of a CronJob without a jobTemplate',
  },
];

const ofSameObject = [
  misspelled('spec.volumes[0].secret.name', 'secretName', volume({ secret: { name: 's' } })),
  misspelled(
    'spec.volumes[0].persistentVolumeClaim.name',
    'claimName',
    volume({ persistentVolumeClaim: { name: 's' } }),
  ),
  misspelled('spec.volumes[0].configMap.mode', 'defaultMode', volume({ configMap: { name: 'c', mode: 420 } })),
  misspelled('spec.volumes[0].nfs.host', 'server', volume({ nfs: { host: 'x', path: '/a' } })),
  misspelled('spec.volumes[0].csi.name', 'driver', volume({ csi: { name: 'x' } })),
  misspelled('spec.volumes[0].secret.secret', 'secretName', volume({ secret: { secret: 's' } })),
  misspelled('spec.volumes[0].configMap.configMap', 'name', volume({ configMap: { configMap: 's' } })),
  misspelled('spec.volumes[0].configMap.configMapRef', 'name', volume({ configMap: { configMapRef: 's' } })),
  misspelled('spec.volumes[0].configMap.configMapName', 'name', volume({ configMap: { configMapName: 's' } })),
  misspelled('spec.volumes[0].secret.secretRef', 'secretName', volume({ secret: { secretRef: 's' } })),
  unknown(
    'spec.volumes[0].secret.secretRef',
    'name',
    'Set secretName to the name in secretRef, and remove secretRef.',
    volume({ secret: { secretRef: { name: 's' } } }),
  ),
  ...['pvc', 'pvcName', 'claim', 'volumeClaim', 'claimRef'].map((field) =>
    misspelled(
      `spec.volumes[0].persistentVolumeClaim.${field}`,
      'claimName',
      volume({ persistentVolumeClaim: { [field]: 's' } }),
    ),
  ),
  unknown(
    'spec.volumes[0].persistentVolumeClaim.claimRef',
    'name',
    'Set claimName to the name in claimRef, and remove claimRef.',
    volume({ persistentVolumeClaim: { claimRef: { name: 's' } } }),
  ),
  misspelled('spec.volumes[0].pvc', 'persistentVolumeClaim', volume({ pvc: { claimName: 'a' } })),
  misspelled('spec.volumes[0].image.imageName', 'reference', volume({ image: { imageName: 'a:1' } })),
  misspelled('spec.volumes[0].hostPath.hostPath', 'path', volume({ hostPath: { hostPath: '/x' } })),
  misspelled('spec.volumes[0].image.image', 'reference', volume({ image: { image: 'a:1' } })),
  misspelled(
    'spec.volumes[0].persistentVolumeClaim.persistentVolumeClaim',
    'claimName',
    volume({ persistentVolumeClaim: { persistentVolumeClaim: 's' } }),
  ),
  misspelled(inContainer('volumeMounts[0].path'), 'mountPath', podWith({ volumeMounts: [{ name: 'v', path: '/x' }] })),
  misspelled(inContainer('ports[0].port'), 'containerPort', ports({ port: 80 })),
  named(inContainer('ports[0].port'), 'containerPort', ports({ port: '80' }), 'a port in quotes'),
  misspelled(inContainer('ports[0].targetPort'), 'containerPort', ports({ targetPort: 80 })),
  ...['targetPort', 'nodePort', 'appProtocol'].map((field) =>
    belongsIn('a Service', inContainer(`ports[0].${field}`), ports({ containerPort: 80, [field]: 80 })),
  ),
  {
    name: 'the port and the targetPort of a Service',
    phase,
    after: ports({ port: 80, targetPort: 8080 }),
    findings: [
      ...belongsIn('a Service', inContainer('ports[0].port'), {}).findings,
      ...misspelled(inContainer('ports[0].targetPort'), 'containerPort', {}).findings,
    ],
  },
  ...['configMap', 'secret'].map((kind) =>
    belongsIn(
      `a ${kind}KeyRef in env`,
      inContainer(`envFrom[0].${kind}Ref.key`),
      podWith({ envFrom: [{ [`${kind}Ref`]: { name: 'x', key: 'a' } }] }),
    ),
  ),
  misspelled(inContainer('pullPolicy'), 'imagePullPolicy', podWith({ imagePullPolicy: null, pullPolicy: 'Always' })),
  misspelled(inContainer('env[0].key'), 'name', env({ key: 'A', value: 'b' })),
  misspelled(inContainer('cmd'), 'command', podWith({ cmd: ['a'] })),
  named(inContainer('cmd'), 'args', podWith({ command: ['a'], cmd: ['b'] }), 'cmd beside command'),
  misspelled(inContainer('entrypoint'), 'command', podWith({ entrypoint: ['a'] })),
  misspelled(inContainer('workdir'), 'workingDir', podWith({ workdir: '/a' })),
  misspelled(inContainer('livenessProbe.interval'), 'periodSeconds', probe({ interval: 5 })),
  misspelled('spec.pullSecrets', 'imagePullSecrets', pod({ pullSecrets: [{ name: 'a' }] })),
  misspelled(
    'spec.gracePeriodSeconds',
    'terminationGracePeriodSeconds',
    pod({ terminationGracePeriodSeconds: null, gracePeriodSeconds: 5 }),
  ),
  misspelled(`${source}.configMapRef`, 'configMapKeyRef', valueFrom({ configMapRef: { name: 'a', key: 'b' } })),
  misspelled(`${source}.secretRef`, 'secretKeyRef', valueFrom({ secretRef: { name: 'a', key: 'b' } })),
  misspelled(
    `${source}.configMapKeyRef.configMap`,
    'name',
    valueFrom({ configMapKeyRef: { configMap: 'x', key: 'b' } }),
  ),
  misspelled(
    `${source}.configMapKeyRef.configMapName`,
    'name',
    valueFrom({ configMapKeyRef: { configMapName: 'x', key: 'b' } }),
  ),
  misspelled(
    `${source}.configMapKeyRef.configMapKey`,
    'key',
    valueFrom({ configMapKeyRef: { name: 'x', configMapKey: 'b' } }),
  ),
  ...Object.entries({
    configMapKeyRef: 'configMapRef',
    secretKeyRef: 'secretRef',
    configMap: 'configMapRef',
    secret: 'secretRef',
  }).map(([field, meant]) =>
    misspelled(inContainer(`envFrom[0].${field}`), meant, podWith({ envFrom: [{ [field]: { name: 'x' } }] })),
  ),
  misspelled(`${source}.secretKeyRef.secretName`, 'name', valueFrom({ secretKeyRef: { secretName: 'x', key: 'b' } })),
  misspelled(`${source}.secretKeyRef.secretKey`, 'key', valueFrom({ secretKeyRef: { secretKey: 'b' } })),
  misspelled(
    inContainer('envFrom[0].secretRef.secretName'),
    'name',
    podWith({ envFrom: [{ secretRef: { secretName: 'x' } }] }),
  ),
  misspelled(
    'spec.volumes[0].projected.sources[0].secret.secretName',
    'name',
    volume({ projected: { sources: [{ secret: { secretName: 'x' } }] } }),
  ),
  misspelled(
    'spec.topologySpreadConstraints[0].key',
    'topologyKey',
    pod({ topologySpreadConstraints: [{ key: 'zone' }] }),
  ),
  misspelled(
    'spec.topologySpreadConstraints[0].labelSelector.labels',
    'matchLabels',
    selected({ labels: { app: 'a' } }),
  ),
];

const elsewhere = [
  unknown(
    'spec.spec',
    'misplaced',
    'Move spec.spec to spec.template.spec.',
    workloadOf('Deployment', { metadata: { labels: { app: 'web' } } }, { spec: { containers: [container()] } }),
  ),
  {
    ...unknown(
      'spec.spec',
      'misplaced',
      'Move spec.spec to spec.template.spec.',
      workloadOf(
        'StatefulSet',
        { metadata: { labels: { app: 'web' } } },
        { spec: { containers: [container()] }, volumeClaimTemplates: [{ metadata: { name: 'a' }, spec: {} }] },
      ),
    ),
    name: 'the spec of the template, and not of a volume claim',
  },
  unknown('spec.spec', 'misplaced', 'Move spec.spec to spec.jobTemplate.spec.', {
    ...workload('CronJob'),
    spec: { schedule: '0 * * * *', spec: { template: {} } },
  }),
  unknown(
    'spec.spec',
    'wrapped',
    'Replace spec with the fields that it contains.',
    pod({ hostNetwork: true, spec: { hostPID: true } }),
  ),
  unknown(
    inContainer('livenessProbe.command'),
    'misplaced',
    `Move command to ${inContainer('livenessProbe.exec.command')}.`,
    probe({ command: ['x'] }),
  ),
  ...(
    [
      ['httpGet', { path: '/', port: 80 }],
      ['grpc', { service: 'a', port: 80 }],
    ] as const
  ).map(([handler, fields]) => ({
    name: `the fields of ${handler} in a probe`,
    phase,
    after: probe(fields),
    findings: Object.keys(fields).flatMap(
      (field) =>
        unknown(
          inContainer(`livenessProbe.${field}`),
          'misplaced',
          `Move ${field} to ${inContainer(`livenessProbe.${handler}.${field}`)}.`,
          {},
        ).findings,
    ),
  })),
  unknown(
    inContainer('livenessProbe.port'),
    'ambiguous',
    'Move port to grpc.port, httpGet.port or tcpSocket.port.',
    probe({ port: 80 }),
  ),
  refused(inContainer('livenessProbe.path'), probe({ path: '/', tcpSocket: { port: 80 } })),
  unknown(
    inContainer('envFrom[0].name'),
    'ambiguous',
    'Move name to configMapRef.name or secretRef.name.',
    podWith({ envFrom: [{ name: 'x' }] }),
  ),
  unknown(
    inContainer('cpu'),
    'resource',
    'Move cpu into resources.requests or resources.limits.',
    podWith({ cpu: '1' }),
  ),
  unknown(
    'spec.volumes[0].configMap.configMapRef',
    'wrapped',
    'Replace configMapRef with the fields that it contains.',
    volume({ configMap: { configMapRef: { name: 'x' } } }),
  ),
  {
    ...unknown('spec.metadata', 'misplaced', 'Move spec.metadata to metadata.', {
      ...workload('Deployment', {}, { metadata: { name: 'web' } }),
      metadata: null,
    }),
    name: 'the metadata of a Deployment without metadata',
  },
  misspelled(inContainer('mounts'), 'volumeMounts', podWith({ mounts: [{ name: 'v', mountPath: '/a' }] })),
  { ...refused(inContainer('mounts'), podWith({ mounts: 'a' })), name: 'a string in place of a list' },
  {
    ...refused(inContainer('pullPolicy'), podWith({ imagePullPolicy: null, pullPolicy: ['a'] })),
    name: 'a list in place of a string',
  },
  refused(inContainer('probe'), podWith({ probe: { exec: { command: ['a'] } } })),
  unknown(
    'spec.volumes[0].secret.name',
    'misplaced',
    'Move name to spec.volumes[0].name.',
    pod({ volumes: [{ secret: { name: 's' } }] }),
  ),
  named(
    'spec.volumes[0].persistentVolumeClaim.name',
    'claimName',
    pod({ volumes: [{ persistentVolumeClaim: { name: 's' } }] }),
    'a required name, also if the object around it has no name',
  ),
  misspelled('spec.podTemplate', 'template', { ...workload('Deployment'), spec: { podTemplate: { spec: {} } } }),
  unknown(
    inContainer('tolerationSeconds'),
    'misplaced',
    'Move tolerationSeconds to spec.tolerations[0].tolerationSeconds.',
    podWith({ tolerationSeconds: 5 }),
  ),
  {
    ...refused(inContainer('tolerationSeconds'), podWith({ tolerationSeconds: '5s' })),
    name: 'a field of another object with another type',
  },
  ...(['Deployment', 'StatefulSet'] as const).map((kind) => ({
    ...refused('spec.name', workload(kind, {}, { name: 'web' })),
    name: `the name in the spec of a ${kind} with a name`,
  })),
  refused('spec.volumes[0].emptyDir.emptyDir', volume({ emptyDir: { emptyDir: 'a' } })),
  unknown(
    'spec.volumes[0].secret.secret',
    'wrapped',
    'Replace secret with the fields that it contains.',
    volume({ secret: { secret: { secretName: 's' } } }),
  ),
  // What is set is not replaced.
  refused('spec.volumes[0].secret.secret', volume({ secret: { secretName: 'a', secret: 's' } })),
  refused('spec.image', pod({ image: 'b' })),
  refused(inContainer('ports[0].port'), ports({ containerPort: 80, port: 81 })),
  refused(inContainer('readinessProbe.gracePeriodSeconds'), podWith({ readinessProbe: { gracePeriodSeconds: 5 } })),
  refused('spec.volumes[0].emptyDir.name', volume({ emptyDir: { name: 'v' } })),
  {
    name: 'an empty key',
    phase,
    after: pod({ '': 'a' }),
    findings: [
      {
        messageId: 'empty',
        path: 'spec.""',
        isOfKey: true,
        type,
        fix: 'Write the name of the field before the colon, or remove the field.',
      },
    ],
  },
];

testRule(knownFields, {
  valid: [
    { name: 'a Pod', phase, after: pod() },
    {
      name: 'keys of maps',
      phase,
      after: pod({ nodeSelector: { anything: 'x' } }, { labels: { 'my.own/key': 'x' } }),
    },
    { name: 'a field since its first version', phase, minor: 34, after: pod({ hostnameOverride: 'a' }) },
    { name: 'a field in the only version that has it', phase, minor: 35, after: withWorkload({ podGroup: 'a' }) },
    {
      name: 'a field of other versions, in an object from a cluster that has it',
      phase,
      minor: 31,
      isStored: true,
      after: pod({ hostnameOverride: 'a' }),
    },
    {
      name: 'in a cluster, where the field has been dropped',
      skipped: true,
      phase: 'mutate',
      after: pod({ replicas: 1 }),
    },
  ],
  invalid: [
    unknown(
      'spec.containers[0].imagePullPolcy',
      'misspelled',
      'Did you mean "imagePullPolicy"?',
      podWith({ imagePullPolcy: 'Always' }),
    ),
    unknown(
      'spec.containers[0].port',
      'misspelled',
      'Did you mean "ports"?',
      podWith({ port: [{ containerPort: 80 }] }),
    ),
    unknown('spec.containers[0].environment', 'misspelled', 'Did you mean "env"?', podWith({ environment: [] })),
    unknown(
      'spec.containers[0].envFromConfigMap',
      'misspelled',
      'Did you mean "envFrom"?',
      podWith({ envFromConfigMap: 'a' }),
    ),
    unknown('spec.hostnames', 'misspelled', 'Did you mean "hostname"?', pod({ hostnames: ['a'] })),
    unknown('spec.Containers', 'misspelled', 'Did you mean "containers"?', pod({ Containers: [] })),
    unknown('spec.ports', 'misplaced', 'Move ports to spec.containers[0].ports.', pod({ ports: [] })),
    unknown(
      'spec.image',
      'misplacedInEntry',
      'Move image into an entry of spec.containers, for example to spec.containers[0].image.',
      pod({ image: 'a', containers: [container(), container({ name: 'b' })] }),
    ),
    unknown(
      'spec.nodeAffinity',
      'misplaced',
      'Move nodeAffinity to spec.affinity.nodeAffinity.',
      pod({ nodeAffinity: {} }),
    ),
    unknown(
      'spec.securityContext.privileged',
      'misplaced',
      'Move privileged to spec.containers[0].securityContext.privileged.',
      pod({ securityContext: { privileged: true } }),
    ),
    unknown(
      'spec.containers[0].securityContext.fsGroup',
      'misplaced',
      'Move fsGroup to spec.securityContext.fsGroup.',
      podWith({ securityContext: { fsGroup: 1 } }),
    ),
    unknown(
      'spec.containers[0].hostNetwork',
      'misplaced',
      'Move hostNetwork to spec.hostNetwork.',
      podWith({ hostNetwork: true }),
    ),
    unknown('spec.labels', 'misplaced', 'Move labels to metadata.labels.', pod({ labels: { app: 'web' } })),
    unknown('containers', 'misplaced', 'Move containers to spec.containers.', { ...pod(), containers: [] }),
    unknown(
      'spec.template',
      'misplaced',
      'Move template to spec.jobTemplate.spec.template.',
      workload('CronJob', {}, { template: {} }),
    ),
    unknown(
      'spec.template.spec.replicas',
      'misplaced',
      'Move replicas to spec.replicas.',
      workload('Deployment', { replicas: 2 }, { replicas: null }),
    ),
    unknown(
      `${preferred}.topologyKey`,
      'misplaced',
      `Move topologyKey to ${preferred}.podAffinityTerm.topologyKey.`,
      pod({ affinity: affinity({ topologyKey: 'zone' }) }),
    ),
    unknown(
      'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm',
      'wrapped',
      'Replace podAffinityTerm with the fields that it contains.',
      pod({
        affinity: {
          podAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [{ podAffinityTerm: { topologyKey: 'zone' } }],
          },
        },
      }),
    ),
    unknown(
      'spec.containers[0].configMap',
      'misplaced',
      'Move configMap to spec.volumes[0].configMap.',
      podWith({ configMap: { name: 'a' } }),
    ),
    unknown('spec', 'misplaced', 'Move spec.template to template.', podTemplate({ spec: { template: {} } })),
    {
      ...unknown(
        'spec',
        'misplaced',
        'Move spec.template to template.',
        podTemplate({ spec: { replicas: 1, template: {} } }),
      ),
      name: 'the spec of a workload in a PodTemplate',
    },
    unknown('spec', 'misplaced', 'Move spec to template.spec.', podTemplate({ spec: { containers: [] } })),
    unknown(
      'template.spec.template',
      'misplaced',
      'Move template.spec.template to template.',
      podTemplate({ template: { spec: { template: {} } } }),
    ),
    unknown('spec.strategy', 'misspelled', 'Did you mean "updateStrategy"?', {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'web' },
      spec: { strategy: {} },
    }),
    {
      ...unknown(
        'spec.strategy',
        'misspelled',
        'Did you mean "updateStrategy"?',
        workload('StatefulSet', {}, { strategy: {} }),
      ),
      name: 'spec.strategy of a StatefulSet',
    },
    unknown(
      'spec.updateStrategy',
      'misspelled',
      'Did you mean "strategy"?',
      workload('Deployment', {}, { updateStrategy: {} }),
    ),
    unknown(
      'spec.containers[0].resources.memory',
      'resource',
      'Move memory into resources.requests or resources.limits.',
      podWith({ resources: { memory: '1Gi' } }),
    ),
    unknown(
      'spec.resources.cpu',
      'resource',
      'Move cpu into resources.requests or resources.limits.',
      pod({ resources: { cpu: 1 } }),
    ),
    unknown(
      'spec.containers[0].env[0].LOG_LEVEL',
      'variable',
      'Write "- name: LOG_LEVEL", and the value in quotes after "value:" on the next line.',
      podWith({ env: [{ LOG_LEVEL: 'debug' }] }),
    ),
    unknown('spec.metadata', 'misplaced', 'Move spec.metadata to metadata.', pod({ metadata: {} })),
    unknown(
      'spec.containers[0].settings',
      'wrapped',
      'Replace settings with the fields that it contains.',
      podWith({ settings: { workingDir: '/a' } }),
    ),
    unknown(
      'spec.containers[0].readinessProbe.livenessProbe',
      'misplaced',
      'Move livenessProbe to spec.containers[0].livenessProbe.',
      podWith({ readinessProbe: { exec: { command: ['a'] }, livenessProbe: { httpGet: { port: 80 } } } }),
    ),
    unknown('template', 'misplaced', 'Move template to spec.template.', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'a' },
      template: { spec: {} },
    }),
    unknown(
      'spec.topologySpreadConstraints[0].labelSelector.app',
      'label',
      'To select by this label, move app into labelSelector.matchLabels.',
      selected({ app: 'web' }),
    ),
    unknown(
      'spec.topologySpreadConstraints[0].labelSelector.matchLabel',
      'misspelled',
      'Did you mean "matchLabels"?',
      selected({ matchLabel: { app: 'web' } }),
    ),
    unknown(
      'spec.volumes[0].path',
      'ambiguous',
      'Move path to hostPath.path or nfs.path.',
      pod({ volumes: [{ name: 'a', path: '/a' }] }),
    ),
    unknown(
      'spec.volumes[0].path',
      'misplaced',
      'Move path to spec.volumes[0].nfs.path.',
      pod({ volumes: [{ name: 'a', path: '/a', nfs: { server: 'a' } }] }),
    ),
    unknown(
      'spec.labels',
      'ambiguous',
      'Move labels to spec.template.metadata.labels or metadata.labels.',
      workload('Deployment', {}, { labels: {} }),
    ),
    unknown(
      'spec.volumes[0].defaultMode',
      'ambiguous',
      'Move defaultMode to configMap.defaultMode, downwardAPI.defaultMode, projected.defaultMode or secret.defaultMode.',
      pod({ volumes: [{ name: 'a', defaultMode: 420 }] }),
    ),
    unknown(
      'spec.exec',
      'ambiguous',
      'Move exec to containers[0].livenessProbe.exec, containers[0].readinessProbe.exec or containers[0].startupProbe.exec.',
      pod({ exec: { command: ['a'] } }),
    ),
    unknown(
      'spec.affinity.nodeAffinity.operator',
      'ambiguous',
      'Move operator to spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference.matchExpressions[0].operator or another object that has this field.',
      pod({ affinity: { nodeAffinity: { operator: 'In' } } }),
    ),
    unknown('spec.host', 'misspelled', 'Did you mean "hostname"?', pod({ host: 'a' })),
    unknown(
      'spec.tolerationSeconds',
      'misplaced',
      'Move tolerationSeconds to spec.tolerations[0].tolerationSeconds.',
      pod({ tolerationSeconds: 5 }),
    ),
    unknown(
      'spec.containers[0].cpuShares',
      'unknown',
      'Remove cpuShares, or use one of the fields that kubectl explain pod.spec.containers lists.',
      podWith({ cpuShares: 5 }),
    ),
    ...['settings', 'osVersion'].map((name) =>
      unknown(
        `spec.${name}`,
        'unknown',
        `Remove ${name}, or use one of the fields that kubectl explain pod.spec lists.`,
        pod({ hostname: 'a', [name]: { hostname: 'b', subdomain: 'c' } }),
      ),
    ),
    refused('spec.template.spec.selector', workload('Job', { selector: { matchLabels: { app: 'web' } } })),
    unknown(
      'spec.template.spec.selector',
      'misplaced',
      'Move selector to spec.selector.',
      workload('Job', { selector: {} }, { manualSelector: true }),
    ),
    refused('matchLabels', { ...workload('Job'), matchLabels: { app: 'web' } }),
    refused('spec.selector.app', workload('Job', {}, { selector: { app: 'web' } })),
    refused('spec.selector', workload('CronJob', {}, { selector: { matchLabels: { app: 'web' } } })),
    refused('spec.jobTemplate.spec.template.spec.selector', workload('CronJob', { selector: {} })),
    refused('spec.jobTemplate.spec.template.spec.manualSelector', workload('CronJob', { manualSelector: true })),
    {
      ...belongsIn(
        serviceOrWorkload,
        'spec.selector',
        pod({ selector: {}, volumes: [{ name: 'a', ephemeral: { volumeClaimTemplate: { spec: {} } } }] }),
      ),
      name: 'a selector beside a volume claim',
    },
    refused('spec.activeDeadlineSeconds', workload('Deployment', {}, { activeDeadlineSeconds: 60 })),
    refused('spec.restartPolicy', workload('Deployment', {}, { restartPolicy: 'Never' })),
    ...['Always', 'always'].map((restartPolicy) => ({
      ...unknown(
        'spec.restartPolicy',
        'misplaced',
        'Move restartPolicy to spec.template.spec.restartPolicy.',
        workload('Deployment', { restartPolicy: null }, { restartPolicy }),
      ),
      name: `restartPolicy ${restartPolicy} of a Deployment`,
    })),
    unknown(
      'spec.restartPolicy',
      'misplaced',
      'Move restartPolicy to spec.template.spec.restartPolicy.',
      workload('Job', { restartPolicy: null }, { restartPolicy: 'Never' }),
    ),
    misspelled('spec.claims', 'resourceClaims', pod({ claims: [{ name: 'gpu' }] })),
    refused('spec.template.spec.replicas', workload('Deployment', { replicas: 2 })),
    ...ofSameObject,
    ...ofOtherKinds,
    ...inOtherForms,
    ...elsewhere,
    refused('spec.targetContainerName', pod({ targetContainerName: 'web' })),
    refused('ephemeralContainers', { ...pod(), ephemeralContainers: [] }),
    refused(
      'spec.containers[0].readinessProbe.exec.terminationGracePeriodSeconds',
      podWith({ readinessProbe: { exec: { command: ['a'], terminationGracePeriodSeconds: 5 } } }),
    ),
    refused('spec.initContainers[0].exec', pod({ initContainers: [container({ name: 'init', exec: {} })] })),
    unknown(
      'spec.initContainers[0].exec',
      'misplaced',
      'Move exec to spec.initContainers[0].startupProbe.exec.',
      pod({ initContainers: [container({ name: 'init', restartPolicy: 'Always', startupProbe: {}, exec: {} })] }),
    ),
    {
      name: 'an unknown field in an object from a cluster',
      phase,
      isStored: true,
      after: pod({ replicas: 1 }),
      findings: [
        {
          messageId: 'elsewhere',
          path: 'spec.replicas',
          isOfKey: true,
          type,
          fix: 'Remove replicas.',
        },
      ],
    },
    {
      name: 'fields that the server writes, and one with the name of a JavaScript property',
      phase,
      after: pod({ phase: 'Running', podIP: 1, constructor: {} }),
      findings: ['constructor', 'podIP', 'phase'].map((name) => ({
        messageId: 'unknown',
        path: `spec.${name}`,
        isOfKey: true,
        type,
        fix: `Remove ${name}, or use one of the fields that kubectl explain pod.spec lists.`,
      })),
    },
    ofOther(33, 'spec.hostnameOverride', '1.34 and later', pod({ hostnameOverride: 'a' })),
    ofOther(31, 'spec.resources', '1.32 and later', pod({ resources: { limits: { cpu: '1', unknown: {} } } })),
    ofOther(33, 'spec.containers[0].env[0].valueFrom.fileKeyRef', '1.34 and later', withFile),
    ofOther(36, 'spec.volumes[0].emptyDir.mode', '1.37 and later', pod({ volumes: [{ emptyDir: { mode: 448 } }] })),
    ofOther(36, 'spec.scheduling', '1.37 and later', workload('Job', {}, { scheduling: {} })),
    ...[34, 36, 37].map((minor) => ofOther(minor, 'spec.workloadRef', '1.35', withWorkload({ podGrop: 'a' }))),
    {
      name: 'a misspelled field in an object that only 1.35 has',
      phase,
      minor: 35,
      after: withWorkload({ podGrop: 'a' }),
      findings: [
        {
          messageId: 'misspelled',
          path: 'spec.workloadRef.podGrop',
          type,
          fix: 'Did you mean "podGroup"?',
          isOfKey: true,
        },
      ],
    },
    ...[33, 34].map((minor) => {
      const meant = minor === 33 ? 'hostname' : 'hostnameOverride';
      const fix = `Did you mean "${meant}"?`;
      return {
        ...unknown('spec.hostnameOverrides', 'misspelled', fix, pod({ hostnameOverrides: 'a' })),
        name: `the similar fields of 1.${minor}`,
        minor,
      };
    }),
  ],
});
