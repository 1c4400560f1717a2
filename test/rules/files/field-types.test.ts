import { fieldTypes } from '../../../src/rules/files/field-types.ts';
import { container, pod, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const phase = 'offline' as const;
const type = 'FieldValueInvalid' as const;
const inQuotes = 'Put the value in quotes.';
const useCommand =
  'Write one entry for the program and one for each argument, such as ["nginx", "-g", "daemon off;"]. For a command of a shell, write ["sh", "-c", "COMMAND"].';
const asEntry = 'Write the entry as "name: value" lines with ';
const nameAndValue = (separator: string): string =>
  `Write the part before "${separator}" after "- name:", and the part after it in quotes after "value:" on the next line.`;
const below = (line: string, field: string): string => `Write "${line}" on an indented line below ${field}.`;
const asLines = (line: string): string =>
  `Write each entry as an indented line such as "${line}", without '-' and brackets.`;

testRule(fieldTypes, {
  valid: [
    { name: 'a Pod', phase, after: pod() },
    { name: 'a CronJob', phase, after: workload('CronJob') },
    { name: 'null, which means that the field is absent', phase, after: podWith({ env: null, ports: null }) },
    {
      name: 'a port by name or number',
      phase,
      after: podWith({ livenessProbe: { httpGet: { port: 'http' }, tcpSocket: { port: 80 } } }),
    },
    {
      name: 'the largest and the smallest integers',
      phase,
      after: podWith(
        { ports: [{ containerPort: 2147483647, hostPort: -2147483648 }] },
        { terminationGracePeriodSeconds: 2 ** 63 - 1024, activeDeadlineSeconds: -(2 ** 63) },
      ),
    },
    { name: 'a quantity as a number', phase, after: podWith({ resources: { limits: { cpu: 1 } } }) },
    {
      name: 'a time with a fraction and a zone',
      phase,
      after: pod({}, { deletionTimestamp: '2026-01-02T03:04:05.678+01:00' }),
    },
    {
      name: 'in a cluster, where the object has been decoded',
      skipped: true,
      phase: 'mutate',
      after: podWith({ image: 7 }),
    },
  ],
  invalid: [
    {
      name: 'a number that should be quoted',
      phase,
      after: podWith({ env: [{ name: 'PORT', value: 8080 }], workingDir: 7 }),
      findings: [
        { messageId: 'quote', path: 'spec.containers[0].env[0].value', type, fix: inQuotes, hides: '8080' },
        { messageId: 'quote', path: 'spec.containers[0].workingDir', type, fix: inQuotes, to: 7 },
      ],
    },
    {
      name: 'an object in place of the list of variables',
      phase,
      after: podWith({ env: { LOG_LEVEL: 'debug', PORT: 80 } }),
      findings: [
        {
          messageId: 'variables',
          path: 'spec.containers[0].env',
          type,
          fix: 'Write "- name: LOG_LEVEL", and the value in quotes after "value:" on the next line.',
          hides: 'debug',
        },
      ],
    },
    {
      name: 'an object in place of a list of options and of sysctls',
      phase,
      after: pod({ dnsConfig: { options: { ndots: 2 } }, securityContext: { sysctls: { 'a.b': 1 } } }),
      findings: [
        ['dnsConfig.options', 'ndots'],
        ['securityContext.sysctls', 'NAME'],
      ].map(([at, name]) => ({
        messageId: 'variables',
        path: `spec.${at}`,
        type,
        fix: `Write "- name: ${name}", and the value in quotes after "value:" on the next line.`,
      })),
    },
    {
      name: 'a variable whose name is not a word',
      phase,
      after: podWith({ env: { 'a: b': 'debug' } }),
      findings: [
        {
          messageId: 'variables',
          path: 'spec.containers[0].env',
          type,
          fix: 'Write "- name: NAME", and the value in quotes after "value:" on the next line.',
          hides: 'a: b',
        },
      ],
    },
    {
      name: 'strings in place of variables',
      phase,
      after: podWith({ env: ['LOG_LEVEL=debug', 'LOG_LEVEL'] }),
      findings: [
        {
          messageId: 'variable',
          path: 'spec.containers[0].env[0]',
          type,
          fix: 'Write the part before "=" after "- name:", and the part after it in quotes after "value:" on the next line.',
          hides: 'debug',
        },
        {
          messageId: 'fieldsOfEntry',
          path: 'spec.containers[0].env[1]',
          type,
          fix: 'Write the entry as "name: value" lines with the fields name and value.',
          hides: 'LOG_LEVEL',
        },
      ],
    },
    {
      name: 'a label selector in place of the labels of a ReplicationController',
      phase,
      after: workload(
        'ReplicationController',
        {},
        { selector: { matchLabels: { app: 'web', tier: 'front' }, matchExpressions: [{ key: 'app' }] } },
      ),
      findings: [
        {
          messageId: 'matchLabels',
          path: 'spec.selector[matchLabels]',
          type,
          fix: 'Move "app" and "tier" from matchLabels up into spec.selector.',
        },
        {
          messageId: 'matchExpressions',
          path: 'spec.selector[matchExpressions]',
          type,
          fix: 'Replace matchExpressions with labels of the Pod template in spec.selector, such as app: web.',
        },
      ],
    },
    {
      name: 'a label selector of a ReplicationController without labels',
      phase,
      after: workload('ReplicationController', {}, { selector: { matchLabels: {} } }),
      findings: [
        {
          messageId: 'matchLabels',
          path: 'spec.selector[matchLabels]',
          type,
          fix: 'Move the labels from matchLabels up into spec.selector.',
        },
      ],
    },
    {
      name: 'a word that YAML reads as a boolean',
      phase,
      after: pod({}, { labels: { canary: true } }),
      findings: [
        {
          messageId: 'quoteBoolean',
          path: 'metadata.labels[canary]',
          type,
          fix: 'Put the value in quotes, because without quotes YAML reads it as a boolean.',
          to: true,
        },
      ],
    },
    {
      name: 'a list and an object instead of a string',
      phase,
      after: podWith({ args: [{ a: 'b' }], image: { a: 'b' }, command: [['sh']], workingDir: ['/'] }),
      findings: [
        {
          messageId: 'string',
          path: 'spec.containers[0].args[0]',
          type,
          fix: 'Write the value as one string in quotes.',
        },
        {
          messageId: 'nestedList',
          path: 'spec.containers[0].command[0]',
          type,
          fix: 'Move the entries of this list directly into command.',
        },
        {
          messageId: 'image',
          path: 'spec.containers[0].image',
          type,
          fix: 'Write image as one string, such as "nginx:1".',
          says: 'must be a string, but is an object.',
        },
        {
          messageId: 'onlyEntry',
          path: 'spec.containers[0].workingDir',
          type,
          fix: "Write the value without brackets and '-'.",
          says: 'must be a string, but is a list.',
        },
      ],
    },
    {
      name: 'a number in quotes, in a template',
      phase,
      after: workload('Deployment', {}, { replicas: '3' }),
      findings: [
        {
          messageId: 'unquote',
          path: 'spec.replicas',
          type,
          fix: 'Remove the quotes.',
          to: '3',
          says: 'must be an integer, but is a string.',
        },
      ],
    },
    {
      name: 'strings instead of booleans',
      phase,
      after: podWith({ tty: 'true', stdin: 'yes', stdinOnce: 'false' }),
      findings: [
        {
          messageId: 'type',
          path: 'spec.containers[0].stdin',
          type,
          fix: 'Use true or false, without quotes.',
          says: 'must be true or false, but is a string.',
        },
        { messageId: 'unquote', path: 'spec.containers[0].stdinOnce', type, fix: 'Remove the quotes.' },
        { messageId: 'unquote', path: 'spec.containers[0].tty', type, fix: 'Remove the quotes.' },
      ],
    },
    {
      name: 'values that are not integers',
      phase,
      after: pod({ activeDeadlineSeconds: 1.5, terminationGracePeriodSeconds: 'long' }),
      findings: [
        {
          messageId: 'type',
          path: 'spec.activeDeadlineSeconds',
          type,
          fix: 'Use a value such as 2.',
          says: 'must be an integer, but is a number with a fraction.',
        },
        { messageId: 'type', path: 'spec.terminationGracePeriodSeconds', type, fix: 'Use a value such as 30.' },
      ],
    },
    {
      name: 'strings and a list with numbers in them',
      phase,
      after: podWith(
        { securityContext: { runAsUser: '-1000', runAsGroup: '1000g' } },
        { securityContext: { fsGroup: [1000], runAsUser: '1000u' } },
      ),
      findings: [
        { messageId: 'unquote', path: 'spec.containers[0].securityContext.runAsUser', type, fix: 'Remove the quotes.' },
        ...[
          ['containers[0].securityContext.runAsGroup', 1000],
          ['securityContext.fsGroup', 1000],
          ['securityContext.runAsUser', 1000],
        ].map(([name, example]) => ({
          messageId: 'type',
          path: `spec.${name}`,
          type,
          fix: `Use a value such as ${example}.`,
        })),
      ],
    },
    {
      name: 'the numbers of a probe',
      phase,
      after: podWith({
        readinessProbe: { periodSeconds: 0.5, timeoutSeconds: '2.65s', failureThreshold: true, successThreshold: 0.1 },
        startupProbe: { periodSeconds: '500ms', timeoutSeconds: -0.5, initialDelaySeconds: '010' },
      }),
      findings: [
        ['readinessProbe.periodSeconds', 1],
        ['readinessProbe.timeoutSeconds', 3],
        ['readinessProbe.failureThreshold', 3],
        ['readinessProbe.successThreshold', 1],
        ['startupProbe.periodSeconds', 10],
        ['startupProbe.timeoutSeconds', 1],
        ['startupProbe.initialDelaySeconds', 10],
      ].map(([name, example]) => ({
        messageId: 'type',
        path: `spec.containers[0].${name}`,
        type,
        fix: `Use a value such as ${example}.`,
      })),
    },
    {
      name: 'numbers of a Pod that are not similar to one',
      phase,
      after: pod({
        containers: [
          container({
            ports: [{ containerPort: 'http', hostPort: 'http' }],
            livenessProbe: { grpc: { port: 'grpc' } },
          }),
        ],
        tolerations: [{ tolerationSeconds: 'long' }],
        volumes: [
          {
            name: 'tokens',
            projected: {
              sources: [
                { serviceAccountToken: { path: 'token', expirationSeconds: 'long' } },
                { podCertificate: { maxExpirationSeconds: 'long' } },
              ],
            },
          },
        ],
      }),
      findings: [
        ['containers[0].livenessProbe.grpc.port', 8080],
        ['containers[0].ports[0].containerPort', 8080],
        ['containers[0].ports[0].hostPort', 8080],
        ['tolerations[0].tolerationSeconds', 300],
        ['volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds', 3600],
        ['volumes[0].projected.sources[1].podCertificate.maxExpirationSeconds', 86400],
      ].map(([name, example]) => ({
        messageId: 'type',
        path: `spec.${name}`,
        type,
        fix: `Use a value such as ${example}.`,
      })),
    },
    ...[
      { kind: 'Job' as const, field: 'backoffLimit', example: 6 },
      { kind: 'Deployment' as const, field: 'progressDeadlineSeconds', example: 600 },
      { kind: 'Deployment' as const, field: 'revisionHistoryLimit', example: 10 },
    ].map(({ kind, field, example }) => ({
      name: `${field} of a ${kind} that is a word`,
      phase,
      after: workload(kind, {}, { [field]: 'few' }),
      findings: [{ messageId: 'type', path: `spec.${field}`, type, fix: `Use a value such as ${example}.` }],
    })),
    {
      name: 'file modes in quotes',
      phase,
      after: pod({
        volumes: [
          ...['0644', '0', '644', '0888', 'rw', '100644'].map((defaultMode, i) => ({
            name: `v${i}`,
            configMap: { name: 'a', defaultMode },
          })),
          { name: 'v6', configMap: { name: 'a', items: [{ key: 'run', path: 'run', mode: '0755' }] } },
        ],
      }),
      findings: [
        ...['0].configMap.defaultMode', '1].configMap.defaultMode', '6].configMap.items[0].mode'].map((at) => ({
          messageId: 'unquote',
          path: `spec.volumes[${at}`,
          type,
          fix: 'Remove the quotes.',
        })),
        ...[2, 3, 4, 5].map((i) => ({
          messageId: 'type',
          path: `spec.volumes[${i}].configMap.defaultMode`,
          type,
          fix: 'Use a value such as 0644.',
        })),
      ],
    },
    {
      name: 'a number of Pods that is neither an integer nor a percentage',
      phase,
      after: workload('Deployment', {}, { strategy: { rollingUpdate: { maxSurge: 0.5, maxUnavailable: '1' } } }),
      findings: [
        {
          messageId: 'type',
          path: 'spec.strategy.rollingUpdate.maxSurge',
          type,
          fix: 'Use a value such as 25%.',
        },
      ],
    },
    {
      name: 'a port that is neither a name nor a number',
      phase,
      after: podWith({ livenessProbe: { tcpSocket: { port: true } } }),
      findings: [
        {
          messageId: 'type',
          path: 'spec.containers[0].livenessProbe.tcpSocket.port',
          type,
          fix: 'Use a value such as 8080.',
          says: 'must be an integer or a string, but is a boolean.',
        },
      ],
    },
    {
      name: 'quantities, each with an example of its own',
      phase,
      after: podWith({ resources: { limits: { cpu: true, memory: [], 'example.com/gpu': {} } } }),
      findings: [
        {
          messageId: 'type',
          path: 'spec.containers[0].resources.limits[cpu]',
          type,
          fix: 'Use a value such as 500m.',
        },
        {
          messageId: 'type',
          path: 'spec.containers[0].resources.limits[example.com/gpu]',
          type,
          fix: 'Use a value such as 1.',
        },
        {
          messageId: 'type',
          path: 'spec.containers[0].resources.limits[memory]',
          type,
          fix: 'Use a value such as 256Mi.',
        },
      ],
    },
    {
      name: 'the value in the file, not the decoded one',
      phase,
      after: pod(),
      written: { object: pod({ hostname: 0 }), duplicates: [] },
      findings: [{ messageId: 'quote', path: 'spec.hostname', type, fix: inQuotes, to: 0 }],
    },
    {
      name: 'times',
      phase,
      after: pod({}, { creationTimestamp: 5, deletionTimestamp: '2026-01-02T03:04:05' }),
      findings: [
        {
          messageId: 'time',
          path: 'metadata.creationTimestamp',
          type,
          fix: 'Use a value such as "2026-01-02T03:04:05Z".',
          to: 5,
        },
        {
          messageId: 'time',
          path: 'metadata.deletionTimestamp',
          type,
          fix: 'Use a value such as "2026-01-02T03:04:05Z".',
        },
      ],
    },
    {
      name: 'times that no calendar or clock has',
      phase,
      after: pod({}, { creationTimestamp: '2026-02-30T00:00:00Z', deletionTimestamp: '2026-01-02T24:00:00Z' }),
      findings: ['creationTimestamp', 'deletionTimestamp'].map((name) => ({
        messageId: 'time',
        path: `metadata.${name}`,
        type,
        fix: 'Use a value such as "2026-01-02T03:04:05Z".',
      })),
    },
    {
      name: 'numbers that need more than 32 bits',
      phase,
      after: podWith({
        ports: [{ containerPort: 2147483648 }],
        livenessProbe: { httpGet: { port: 99999999999 }, periodSeconds: -2147483649 },
      }),
      findings: [
        ['livenessProbe.httpGet.port', 'Use a value such as 8080.'],
        ['livenessProbe.periodSeconds', 'Use a value such as 10.'],
        ['ports[0].containerPort', 'Use a value such as 8080.'],
      ].map(([name, fix]) => ({
        messageId: 'range',
        path: `spec.containers[0].${name}`,
        type,
        fix: fix!,
        says: 'must be from -2147483648 to 2147483647, because the API stores this number in 32 bits.',
      })),
    },
    {
      name: 'a number that needs more than 64 bits',
      phase,
      after: pod({ terminationGracePeriodSeconds: 1e19 }),
      findings: [
        {
          messageId: 'range',
          path: 'spec.terminationGracePeriodSeconds',
          type,
          fix: 'Use a value such as 30.',
          says: 'in 64 bits',
        },
      ],
    },
    {
      name: 'an amount in a status that is not a quantity',
      phase,
      after: {
        ...pod(),
        status: { containerStatuses: [{ name: 'web', allocatedResources: { cpu: 'x', memory: 1 } }] },
      },
      findings: [
        {
          messageId: 'quantity',
          path: 'status.containerStatuses[0].allocatedResources[cpu]',
          type,
          to: 'x',
          says: 'must be a quantity such as 500m.',
        },
      ],
    },
    ...(
      [
        ['cpu', 'x', '500m'],
        ['ephemeral-storage', 'x', '256Mi'],
        ['memory', '64MB', '256Mi', '"64M"'],
        ['memory', '100Mb', '256Mi', '"100M" or "100Mi"'],
        ['memroy', '100Mb', '256Mi', '"100M" or "100Mi"'],
        ['ephemeral-storage', '1 Gi', '256Mi', '"1Gi"'],
        ['cpu', '1,5', '500m', '"1.5"'],
        ['cpu', '512mi', '500m', '"512m"'],
        ['cpu', '2cores', '500m', '"2"'],
        ['cpu', '1 Gi', '500m'],
        ['CPU', '512mi', '500m', '"512m"'],
        ['example.com/gpu', 'one', '1'],
        ['example.com/gpu', '2B', '1', '"2"'],
        ['example.com/gpu', '1 Gi', '1'],
        ['hugepages-4Mi', 'x', '4Mi'],
        ['hugepages-2Mi', '2mi', '2Mi', '"2Mi"'],
        ['hugepages-2Mi', '4Mb', '2Mi', '"4Mi"'],
        ['hugepages-2Mi', '3mi', '2Mi'],
      ] as const
    ).map(([name, to, example, meant]) => ({
      name: `${to} of ${name}`,
      phase: 'offline' as const,
      after: pod({ containers: [container({ resources: { limits: { [name]: to } } })] }),
      findings: [
        {
          messageId: 'quantity',
          path: `spec.containers[0].resources.limits[${name}]`,
          type: 'FieldValueInvalid' as const,
          to,
          says: `must be a quantity such as ${example}.`,
          ...(meant === undefined ? {} : { fix: `Did you mean ${meant}?` }),
        },
      ],
    })),
    ...(['CREATE', 'UPDATE'] as const).map((operation) => ({
      name: `quantities of a StatefulSet that 1.33 does not validate, on ${operation}`,
      phase: 'offline' as const,
      minor: 33,
      ...(operation === 'UPDATE' ? { before: { spec: {} } } : {}),
      after: {
        kind: 'StatefulSet',
        spec: {
          template: { spec: { overhead: { memory: '1GB' } } },
          volumeClaimTemplates: [{ spec: { resources: { requests: { storage: '10 GB' } } } }],
        },
      },
      findings: [
        {
          messageId: 'quantity',
          path: 'spec.template.spec.overhead[memory]',
          type: 'FieldValueInvalid' as const,
          fix: 'Did you mean "1G"?',
        },
        {
          messageId: 'quantity',
          path: 'spec.volumeClaimTemplates[0].spec.resources.requests[storage]',
          type: 'FieldValueInvalid' as const,
          says: 'must be a quantity such as 10Gi.',
          fix: 'Did you mean "10G"?',
        },
      ],
    })),
    {
      name: 'a string in place of an object in which it fits one field only',
      phase,
      after: pod({
        imagePullSecrets: ['registry'],
        securityContext: 'root',
        volumes: [
          { name: 'a', hostPath: '/x' },
          { name: 'b', secret: 'a: b' },
          { name: 'c', nfs: '/x' },
        ],
      }),
      findings: [
        {
          messageId: 'oneFieldOfEntry',
          path: 'spec.imagePullSecrets[0]',
          type,
          fix: 'Write the entry as "- name: NAME".',
          hides: 'registry',
        },
        {
          messageId: 'fields',
          path: 'spec.securityContext',
          type,
          fix: 'Write a field such as runAsNonRoot, runAsUser or fsGroup on indented lines below securityContext.',
        },
        {
          messageId: 'oneField',
          path: 'spec.volumes[0].hostPath',
          type,
          fix: 'Write "path: /x" on an indented line below hostPath.',
        },
        {
          messageId: 'oneField',
          path: 'spec.volumes[1].secret',
          type,
          fix: 'Write "secretName: NAME" on an indented line below secret.',
          hides: 'a: b',
        },
        {
          messageId: 'fields',
          path: 'spec.volumes[2].nfs',
          type,
          fix: 'Write the fields path and server on indented lines below nfs.',
        },
      ],
    },
    {
      name: 'a string in place of a strategy',
      phase,
      after: { kind: 'Deployment', spec: { strategy: 'Recreate' } },
      findings: [
        {
          messageId: 'oneField',
          path: 'spec.strategy',
          type,
          fix: 'Write "type: Recreate" on an indented line below strategy.',
        },
      ],
    },
    {
      name: 'the size of a volume and a divisor',
      phase,
      after: pod({
        volumes: [
          { name: 'a', emptyDir: { sizeLimit: '1 Gb' } },
          { name: 'b', downwardAPI: { items: [{ resourceFieldRef: { resource: 'limits.cpu', divisor: 'x' } }] } },
        ],
      }),
      findings: [
        {
          messageId: 'quantity',
          path: 'spec.volumes[0].emptyDir.sizeLimit',
          type,
          says: 'must be a quantity such as 500Mi.',
          fix: 'Did you mean "1G" or "1Gi"?',
        },
        {
          messageId: 'quantity',
          path: 'spec.volumes[1].downwardAPI.items[0].resourceFieldRef.divisor',
          type,
          says: 'must be a quantity such as 1.',
        },
      ],
    },
    {
      name: 'lists and objects',
      phase,
      after: pod({
        containers: { a: container() },
        securityContext: [],
        tolerations: 'all',
        hostAliases: {},
        volumes: { name: 'a', emptyDir: {} },
      }),
      findings: [
        {
          messageId: 'namedEntries',
          path: 'spec.containers',
          type,
          fix: 'Write "- name: a" in place of "a:", and the fields of the entry on the lines below it.',
        },
        {
          messageId: 'emptyObject',
          path: 'spec.securityContext',
          type,
          fix: 'Write "securityContext: {}".',
          says: 'must be an object, but is a list.',
        },
        {
          messageId: 'entries',
          path: 'spec.tolerations',
          type,
          fix: "Write each entry with the fields key, operator and effect, and begin its first line with '-'.",
          says: 'must be a list, but is a string.',
        },
        {
          messageId: 'emptyList',
          path: 'spec.hostAliases',
          type,
          fix: 'Write [], or remove hostAliases.',
        },
        {
          messageId: 'listOfObjects',
          path: 'spec.volumes',
          type,
          fix: "Begin only the first line of each entry with '-', and indent its other lines.",
        },
      ],
    },
    {
      name: 'a command line in place of a list',
      phase,
      after: podWith({
        command: 'nginx -g s3cret',
        args: '--password s3cret',
        livenessProbe: { exec: 'cat s3cret' },
        readinessProbe: { exec: ['cat', 's3cret'] },
        startupProbe: { exec: { command: 's3cret' } },
      }),
      findings: [
        {
          messageId: 'args',
          path: 'spec.containers[0].args',
          type,
          fix: 'Write one entry for each argument, such as ["--port", "8080"].',
          hides: 's3cret',
        },
        {
          messageId: 'command',
          path: 'spec.containers[0].command',
          type,
          fix: useCommand,
          hides: 's3cret',
        },
        {
          messageId: 'exec',
          path: 'spec.containers[0].livenessProbe.exec',
          type,
          fix: 'Write command on an indented line below exec, with one entry for the program and one for each argument, such as command: ["cat", "/tmp/ready"].',
          hides: 's3cret',
        },
        {
          messageId: 'innerList',
          path: 'spec.containers[0].readinessProbe.exec',
          type,
          fix: 'Move the list to exec.command.',
          hides: 's3cret',
        },
        {
          messageId: 'command',
          path: 'spec.containers[0].startupProbe.exec.command',
          type,
          fix: useCommand.replace('"nginx", "-g", "daemon off;"', '"cat", "/tmp/ready"'),
          hides: 's3cret',
        },
      ],
    },
    {
      name: 'values in place of the entries of a list',
      phase,
      after: podWith(
        {
          ports: [80, '443', '80:80', true],
          envFrom: ['cm'],
          securityContext: { capabilities: { add: 'NET_ADMIN', drop: 'ALL,KILL' } },
          volumeMounts: ['/data'],
        },
        {
          dnsConfig: { options: ['ndots:2', 'edns0'] },
          imagePullSecrets: 'registry',
          readinessGates: ['example.com/yes', 'yes'],
          securityContext: { supplementalGroups: 1000, sysctls: ['a.b=1'] },
        },
      ),
      findings: [
        ...(
          [
            ['fieldsOfEntry', 'containers[0].envFrom[0]', asEntry + 'a field such as configMapRef or secretRef.'],
            ['oneFieldOfEntry', 'containers[0].ports[0]', 'Write the entry as "- containerPort: 80".'],
            ['oneFieldOfEntry', 'containers[0].ports[1]', 'Write the entry as "- containerPort: 443".'],
            ['oneFieldOfEntry', 'containers[0].ports[2]', 'Write the entry as "- containerPort: 8080".'],
            ['oneFieldOfEntry', 'containers[0].ports[3]', 'Write the entry as "- containerPort: 8080".'],
            [
              'oneEntry',
              'containers[0].securityContext.capabilities.add',
              'Write "- NET_ADMIN" on an indented line below add.',
            ],
            [
              'list',
              'containers[0].securityContext.capabilities.drop',
              "Write each entry on its own line and begin the line with '-'.",
            ],
            ['fieldsOfEntry', 'containers[0].volumeMounts[0]', asEntry + 'the fields mountPath and name.'],
            ['variable', 'dnsConfig.options[0]', nameAndValue(':')],
            ['oneFieldOfEntry', 'dnsConfig.options[1]', 'Write the entry as "- name: edns0".'],
            [
              'oneEntryOfFields',
              'imagePullSecrets',
              'Write "- name: NAME" on an indented line below imagePullSecrets.',
            ],
            ['oneFieldOfEntry', 'readinessGates[0]', 'Write the entry as "- conditionType: example.com/yes".'],
            ['oneFieldOfEntry', 'readinessGates[1]', 'Write the entry as "- conditionType: example.com/ready".'],
            [
              'oneEntry',
              'securityContext.supplementalGroups',
              'Write "- 1000" on an indented line below supplementalGroups.',
            ],
            ['variable', 'securityContext.sysctls[0]', nameAndValue('=')],
          ] as const
        ).map(([messageId, at, fix]) => ({ messageId, path: `spec.${at}`, type, fix })),
      ],
    },
    {
      name: 'numbers and words in place of an object',
      phase,
      after: pod({
        containers: [
          container({
            lifecycle: { preStop: { sleep: 5 }, postStart: 'sleep' },
            livenessProbe: { tcpSocket: 8080 },
            readinessProbe: { httpGet: '/healthz' },
            startupProbe: { tcpSocket: 'http' },
            securityContext: 'privileged',
            resources: { limits: '1Gi', requests: '500m' },
          }),
        ],
        nodeSelector: 'disktype=ssd',
        securityContext: { seccompProfile: 'RuntimeDefault' },
        volumes: [
          { name: 'a', emptyDir: true },
          { name: 'b', emptyDir: 'Memory' },
          { name: 'c', emptyDir: '1Gi' },
        ],
      }),
      findings: [
        ...(
          [
            [
              'fields',
              'containers[0].lifecycle.postStart',
              'Write a field such as exec, httpGet or sleep on indented lines below postStart.',
            ],
            ['oneField', 'containers[0].lifecycle.preStop.sleep', below('seconds: 5', 'sleep')],
            ['oneField', 'containers[0].livenessProbe.tcpSocket', below('port: 8080', 'tcpSocket')],
            [
              'fields',
              'containers[0].readinessProbe.httpGet',
              'Write the fields path and port on indented lines below httpGet.',
            ],
            ['oneField', 'containers[0].resources.limits', below('memory: 1Gi', 'limits')],
            ['oneField', 'containers[0].resources.requests', below('cpu: 500m', 'requests')],
            [
              'fields',
              'containers[0].securityContext',
              'Write a field such as runAsNonRoot, runAsUser or privileged on indented lines below securityContext.',
            ],
            ['oneField', 'containers[0].startupProbe.tcpSocket', below('port: http', 'tcpSocket')],
            ['oneField', 'nodeSelector', below('disktype: ssd', 'nodeSelector')],
            ['oneField', 'securityContext.seccompProfile', below('type: RuntimeDefault', 'seccompProfile')],
            ['emptyObject', 'volumes[0].emptyDir', 'Write "emptyDir: {}".'],
            ['oneField', 'volumes[1].emptyDir', below('medium: Memory', 'emptyDir')],
            ['oneField', 'volumes[2].emptyDir', below('sizeLimit: 1Gi', 'emptyDir')],
          ] as const
        ).map(([messageId, at, fix]) => ({ messageId, path: `spec.${at}`, type, fix })),
      ],
    },
    {
      name: 'a list in place of a map or an object',
      phase,
      after: pod(
        {
          nodeSelector: [{ disktype: 'ssd' }, { zone: 'a' }],
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: [{ matchExpressions: [] }],
            },
            podAffinity: [{ topologyKey: 'zone' }],
          },
          os: [{ name: 'linux' }],
          dnsConfig: ['192.0.2.1'],
          volumes: [{ name: 'a', projected: [{ secret: { name: 'b' } }] }],
        },
        {
          labels: [{ name: 'app', value: 'web' }],
          annotations: ['token=s3cret'],
        },
      ),
      findings: [
        {
          messageId: 'mapOfList',
          path: 'metadata.annotations',
          type,
          fix: asLines('NAME: VALUE'),
          hides: 's3cret',
        },
        ...(
          [
            ['mapOfList', 'metadata.labels', asLines('app: web')],
            [
              'innerList',
              'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution',
              'Move the list to requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms.',
            ],
            [
              'innerList',
              'spec.affinity.podAffinity',
              'Move the list to podAffinity.requiredDuringSchedulingIgnoredDuringExecution.',
            ],
            [
              'fields',
              'spec.dnsConfig',
              'Write a field such as nameservers, options or searches on indented lines below dnsConfig.',
            ],
            [
              'listOfFields',
              'spec.nodeSelector',
              "Write disktype and zone directly below nodeSelector, indented and without '-' and brackets.",
            ],
            ['listOfFields', 'spec.os', "Write name directly below os, indented and without '-' and brackets."],
            ['innerList', 'spec.volumes[0].projected', 'Move the list to projected.sources.'],
          ] as const
        ).map(([messageId, path, fix]) => ({ messageId, path, type, fix })),
      ],
    },
    {
      name: 'annotations in a list, with a name that may be a secret',
      phase,
      after: pod({}, { annotations: [{ owner: 'web' }, { 's3cret words': 'x' }] }),
      findings: [
        {
          messageId: 'listOfFields',
          path: 'metadata.annotations',
          type,
          fix: "Write the entries directly below annotations, indented and without '-' and brackets.",
          hides: 's3cret',
        },
      ],
    },
    {
      name: 'labels and amounts in lists and texts that name no key',
      phase,
      after: podWith({ resources: { limits: 'much', requests: ['2Gi'] } }, { nodeSelector: 'ssd' }),
      findings: [
        ...(
          [
            ['oneField', 'containers[0].resources.limits', below('cpu: 500m', 'limits')],
            ['mapOfList', 'containers[0].resources.requests', asLines('memory: 2Gi')],
            ['oneField', 'nodeSelector', below('NAME: VALUE', 'nodeSelector')],
          ] as const
        ).map(([messageId, at, fix]) => ({ messageId, path: `spec.${at}`, type, fix })),
      ],
    },
    {
      name: 'times with a unit',
      phase,
      after: pod({
        activeDeadlineSeconds: '1h30m',
        terminationGracePeriodSeconds: '60 seconds',
        tolerations: [{ tolerationSeconds: '1.5s' }, { tolerationSeconds: '0s' }, { tolerationSeconds: '9999999d' }],
        containers: [
          container({
            lifecycle: { preStop: { sleep: { seconds: '5 S' } } },
            livenessProbe: { periodSeconds: '0.5m' },
          }),
        ],
      }),
      findings: [
        ...(
          [
            ['activeDeadlineSeconds', 5400],
            ['containers[0].lifecycle.preStop.sleep.seconds', 5],
            ['containers[0].livenessProbe.periodSeconds', 30],
            ['terminationGracePeriodSeconds', 60],
          ] as const
        ).map(([at, seconds]) => ({
          messageId: 'seconds',
          path: `spec.${at}`,
          type,
          fix: `Write the time in seconds, without a unit: ${seconds}.`,
        })),
        ...[2, 1, 300].map((example, i) => ({
          messageId: 'type',
          path: `spec.tolerations[${i}].tolerationSeconds`,
          type,
          fix: `Use a value such as ${example}.`,
        })),
      ],
    },
    {
      name: 'ports with a protocol, and ranges of ports',
      phase,
      after: podWith({
        ports: [
          { containerPort: '80/tcp', hostPort: '80/UDP' },
          { containerPort: '80-90', hostPort: '80-90' },
          { containerPort: 80, name: 80 },
          '53/udp',
          '53-54',
          { containerPort: [80, 443] },
        ],
      }),
      findings: (
        [
          ['portOfProtocol', '0].containerPort', 'Write "containerPort: 80" and "protocol: TCP".'],
          ['portOfProtocol', '0].hostPort', 'Write "hostPort: 80" and "protocol: UDP".'],
          ['portRange', '1].containerPort', 'Write one entry of ports for each port, such as "- containerPort: 80".'],
          ['type', '1].hostPort', 'Use a value such as 8080.'],
          ['portName', '2].name', 'Use a name such as "http". The number belongs in containerPort.'],
          ['portOfEntry', '3]', 'Write the entry as "- containerPort: 53", and "protocol: UDP" on the next line.'],
          ['portsOfEntry', '4]', 'Write one entry of ports for each port, such as "- containerPort: 53".'],
          ['portRange', '5].containerPort', 'Write one entry of ports for each port, such as "- containerPort: 80".'],
        ] as const
      ).map(([messageId, at, fix]) => ({ messageId, path: `spec.containers[0].ports[${at}`, type, fix })),
    },
    {
      name: 'names in place of numbers, and values that another object sets',
      phase,
      after: pod({
        priority: 'high',
        overhead: '100m',
        securityContext: { runAsUser: 'root', runAsGroup: 'web', fsGroup: 'www-data' },
      }),
      findings: [
        {
          messageId: 'overhead',
          path: 'spec.overhead',
          type,
          fix: 'Remove overhead, which the RuntimeClass sets.',
        },
        {
          messageId: 'priority',
          path: 'spec.priority',
          type,
          fix: 'Remove priority, and set priorityClassName to the name of a PriorityClass.',
        },
        ...(
          [
            ['fsGroup', 'group'],
            ['runAsGroup', 'group'],
            ['runAsUser', 'user'],
          ] as const
        ).map(([field, owner]) => ({
          messageId: 'user',
          path: `spec.securityContext.${field}`,
          type,
          fix: `Use the number of the ${owner}, which the id command prints in the container.`,
        })),
      ],
    },
    {
      name: 'the source of a variable in place of its value',
      phase,
      after: podWith({
        env: [
          { name: 'A', value: { secretKeyRef: { name: 's3cret', key: 'b' } } },
          { name: 'B', value: { valueFrom: { configMapKeyRef: { name: 's3cret', key: 'b' } } } },
          { name: 'C', value: { s3cret: 1 } },
          { name: 'D', value: ['s3cret'] },
        ],
      }),
      findings: (
        [
          ['source', 'Rename value to valueFrom, because it contains secretKeyRef.'],
          ['innerValueFrom', 'Replace value with the valueFrom that it contains.'],
          ['string', 'Write the value as one string in quotes.'],
          ['onlyEntry', "Write the value without brackets and '-'."],
        ] as const
      ).map(([messageId, fix], i) => ({
        messageId,
        path: `spec.containers[0].env[${i}].value`,
        type,
        fix,
        hides: 's3cret',
      })),
    },
    {
      name: 'an object or a list in place of a string, of which a part is meant',
      phase,
      after: pod({
        nodeSelector: { matchLabels: { a: 'b' }, matchExpressions: [] },
        serviceAccountName: { name: 'a' },
        tolerations: [{ effect: ['NoSchedule', 'NoExecute'] }],
      }),
      findings: (
        [
          [
            'nodeExpressions',
            'nodeSelector[matchExpressions]',
            'Move matchExpressions from nodeSelector to an entry of affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms.',
          ],
          ['nodeLabels', 'nodeSelector[matchLabels]', 'Move the labels in matchLabels directly below nodeSelector.'],
          ['name', 'serviceAccountName', 'Write the value of name directly after "serviceAccountName:".'],
          [
            'effects',
            'tolerations[0].effect',
            'Write one toleration for each effect, or remove effect to match all effects.',
          ],
        ] as const
      ).map(([messageId, at, fix]) => ({ messageId, path: `spec.${at}`, type, fix })),
    },
    {
      name: 'lists and texts that belong deeper',
      phase,
      after: pod({
        affinity: {
          nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: {} }] },
          podAffinity: [{ weight: 1, podAffinityTerm: {} }],
        },
        containers: [
          container({
            lifecycle: { preStop: ['sleep', '5'], postStart: { exec: 'sleep 5' } },
            livenessProbe: ['cat', '/x'],
            securityContext: { capabilities: { add: 'CAP_NET_ADMIN' }, seccompProfile: 'runtime/default' },
            env: [{ name: 'A', valueFrom: { fieldRef: [1], resourceFieldRef: true } }],
          }),
        ],
        topologySpreadConstraints: [{ labelSelector: 'app=web' }, { labelSelector: 'web' }],
        volumes: [{ name: 'a', configMap: ['b'] }],
      }),
      findings: [
        {
          messageId: 'preferences',
          path: 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution',
          type,
          fix: 'The entries have a weight, so they are preferences. Rename requiredDuringSchedulingIgnoredDuringExecution to preferredDuringSchedulingIgnoredDuringExecution.',
        },
        ...(
          [
            [
              'innerList',
              'affinity.podAffinity',
              'Move the list to podAffinity.preferredDuringSchedulingIgnoredDuringExecution.',
            ],
            [
              'oneField',
              'containers[0].env[0].valueFrom.fieldRef',
              'Write "fieldPath: status.podIP" on an indented line below fieldRef.',
            ],
            [
              'oneField',
              'containers[0].env[0].valueFrom.resourceFieldRef',
              'Write "resource: limits.cpu" on an indented line below resourceFieldRef.',
            ],
            [
              'exec',
              'containers[0].lifecycle.postStart.exec',
              'Write command on an indented line below exec, with one entry for the program and one for each argument, such as command: ["sleep", "5"].',
            ],
            ['innerList', 'containers[0].lifecycle.preStop', 'Move the list to preStop.exec.command.'],
            ['innerList', 'containers[0].livenessProbe', 'Move the list to livenessProbe.exec.command.'],
            [
              'oneEntry',
              'containers[0].securityContext.capabilities.add',
              'Write "- NET_ADMIN" on an indented line below add.',
            ],
            [
              'oneField',
              'containers[0].securityContext.seccompProfile',
              below('type: RuntimeDefault', 'seccompProfile'),
            ],
            [
              'oneField',
              'topologySpreadConstraints[0].labelSelector',
              below('matchLabels: {app: web}', 'labelSelector'),
            ],
            [
              'fields',
              'topologySpreadConstraints[1].labelSelector',
              'Write a field such as matchLabels or matchExpressions on indented lines below labelSelector.',
            ],
            ['oneField', 'volumes[0].configMap', below('name: NAME', 'configMap')],
          ] as const
        ).map(([messageId, at, fix]) => ({ messageId, path: `spec.${at}`, type, fix })),
      ],
    },
    {
      name: 'entries whose names are not names of Kubernetes, or which are not objects',
      phase,
      after: pod({ containers: { 'my web': container() }, volumes: { data: '/data' } }),
      findings: [
        {
          messageId: 'entries',
          path: 'spec.containers',
          type,
          fix: "Write each entry with the fields name and image, and begin its first line with '-'.",
          hides: 'my web',
        },
        {
          messageId: 'entriesOfField',
          path: 'spec.volumes',
          type,
          fix: 'Write each entry as "- name: NAME".',
        },
      ],
    },
  ],
});
