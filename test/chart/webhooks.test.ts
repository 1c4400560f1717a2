import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Rendered, certificateModes, only, render, webhooksOf as allWebhooksOf } from './helm.ts';

const modes = ['deny', 'warn', 'audit'];
const mutating = (objects: Rendered[]) => only(objects, 'MutatingWebhookConfiguration');
const isForNamespaces = ({ name }: Rendered): boolean => name.startsWith('namespaces-');
const validating = (objects: Rendered[]) => {
  const { webhooks, ...configuration } = only(objects, 'ValidatingWebhookConfiguration');
  return { ...configuration, webhooks: webhooks.filter((webhook: Rendered) => !isForNamespaces(webhook)) };
};
/** The webhooks for Pods and workloads. */
const webhooksOf = (objects: Rendered[]) => allWebhooksOf(objects).filter((webhook) => !isForNamespaces(webhook));

describe('the webhooks', () => {
  let objects: Rendered[];
  beforeAll(async () => {
    objects = await render({ podStatus: { enabled: true }, service: { port: 9443 }, timeoutSeconds: 3 });
  });

  test.each([
    ['mutate-deny.podward.dev', '/mutate/deny', 'Ignore'],
    ['mutate-warn.podward.dev', '/mutate/warn', 'Ignore'],
    ['mutate-audit.podward.dev', '/mutate/audit', 'Ignore'],
    ['validate-deny.podward.dev', '/validate/deny', 'Fail'],
    ['validate-status-deny.podward.dev', '/validate/deny', 'Ignore'],
    ['validate-warn.podward.dev', '/validate/warn', 'Ignore'],
    ['validate-status-warn.podward.dev', '/validate/warn', 'Ignore'],
    ['validate-audit.podward.dev', '/validate/audit', 'Ignore'],
    ['validate-status-audit.podward.dev', '/validate/audit', 'Ignore'],
  ])('%s calls %s, failurePolicy %s', (name, path, failurePolicy) => {
    expect(webhooksOf(objects).find((webhook) => webhook.name === name)).toMatchObject({
      clientConfig: { service: { name: 'podward', namespace: 'guard', path, port: 9443 } },
      failurePolicy,
      sideEffects: 'None',
      matchPolicy: 'Equivalent',
      admissionReviewVersions: ['v1'],
      timeoutSeconds: 3,
    });
  });

  test('are these nine', () => {
    expect(webhooksOf(objects)).toHaveLength(9);
  });

  test('have the reinvocationPolicy IfNeeded if they mutate', () => {
    expect(mutating(objects).webhooks.map((webhook: Rendered) => webhook.reinvocationPolicy)).toEqual(
      modes.map(() => 'IfNeeded'),
    );
  });

  test('for pods/status are separate, so that an outage does not block the kubelets', () => {
    for (const { name, failurePolicy, rules } of validating(objects).webhooks) {
      const resources = rules.flatMap((rule: Rendered) => rule.resources);
      if (resources.includes('pods/status'))
        expect([name, resources, failurePolicy]).toEqual([name, ['pods/status'], 'Ignore']);
    }
  });

  test('skip updates that only remove finalizers in the validating phase, but no updates of a status', () => {
    for (const { name, matchConditions } of validating(objects).webhooks) {
      expect([name, matchConditions?.length]).toEqual([name, name.includes('status') ? undefined : 1]);
    }
  });
});

describe('the name of the mutating configuration sorts last', () => {
  test.each(['podward', 'a', 'zzz'])('release %s', async (name) => {
    const own = mutating(await render({}, { name })).metadata.name;
    const others = ['istio-sidecar-injector', 'vault-agent-injector-cfg', 'pod-identity-webhook', 'Z', '9'];
    expect([own, ...others].sort().at(-1)).toBe(own);
  });
});

test('failurePolicy Ignore applies to the only webhook with Fail', async () => {
  const webhooks = webhooksOf(await render({ failurePolicy: 'Ignore' }));
  expect(new Set(webhooks.map(({ failurePolicy }) => failurePolicy))).toEqual(new Set(['Ignore']));
});

describe('namespaces that are always excluded', () => {
  const always = ['guard', 'kube-node-lease', 'kube-system'];
  test.each<[object, string[]]>([
    [{}, always],
    [{ excludedNamespaces: [] }, always],
    [{ excludedNamespaces: ['calico-system', 'kube-system'] }, ['calico-system', ...always]],
    [{ defaultMode: 'off' }, always],
    [{ podStatus: { enabled: true }, failurePolicy: 'Ignore' }, always],
    [certificateModes.certManager, ['cert-manager', ...always]],
    [{ certificates: { mode: 'certManager', certManager: { namespace: 'certs' } } }, ['certs', ...always]],
    [certificateModes.existingSecret, always],
  ])('with %j', async (values, expected) => {
    for (const { namespaceSelector } of webhooksOf(await render(values))) {
      expect(namespaceSelector.matchLabels).toBeUndefined();
      expect(namespaceSelector.matchExpressions[0]).toEqual({
        key: 'kubernetes.io/metadata.name',
        operator: 'NotIn',
        values: expected,
      });
    }
  });
});

describe('the mode of a namespace', () => {
  const labels = [undefined, '', 'deny', 'warn', 'audit', 'off', 'Deny', 'dney', 'enforce'];

  /** Matches a selector as kube-apiserver does. NotIn matches if the label does not exist. */
  const selects = (selector: Rendered, namespace: Record<string, string>) =>
    selector.matchExpressions.every(({ key, operator, values }: Rendered) => {
      const has = Object.hasOwn(namespace, key) && values.includes(namespace[key]);
      return operator === 'In' ? has : !has;
    });

  test.each(['deny', 'warn', 'audit', 'off'])(
    'default %s: each namespace matches the webhooks of one mode',
    async (defaultMode) => {
      const objects = await render({ defaultMode, podStatus: { enabled: true } });
      for (const phase of ['mutate-', 'validate-status-', 'validate-']) {
        const entries = modes.map((mode) =>
          webhooksOf(objects).find(({ name }) => name === `${phase}${mode}.podward.dev`),
        );
        for (const label of labels) {
          const namespace = {
            'kubernetes.io/metadata.name': 'shop',
            ...(label === undefined ? {} : { 'podward.dev/mode': label }),
          };
          const chosen = modes.filter((_, i) => selects(entries[i].namespaceSelector, namespace));
          const expected = [...modes, 'off'].includes(label ?? '') ? label : defaultMode;
          expect([phase, label, chosen]).toEqual([phase, label, expected === 'off' ? [] : [expected]]);
        }
      }
    },
  );
});

describe('the rules', () => {
  /** The operations of each resource in all rules. Throws an Error if two rules have the same resource. */
  const operations = (webhook: Rendered): Record<string, string> => {
    const entries: [string, string][] = webhook.rules.flatMap(
      ({ apiGroups, apiVersions, operations, resources, scope }: Rendered) => {
        expect([apiVersions, scope]).toEqual([['v1'], 'Namespaced']);
        return resources.map((resource: string) => [[...apiGroups, resource].join('/'), operations.join()]);
      },
    );
    expect(new Set(entries.map(([resource]) => resource)).size).toBe(entries.length);
    return Object.fromEntries(entries);
  };
  const pods = {
    '/pods': 'CREATE,UPDATE',
    '/pods/ephemeralcontainers': 'UPDATE',
    '/pods/resize': 'UPDATE',
  };
  const templates: Record<string, string> = {
    deployments: 'apps',
    replicasets: 'apps',
    statefulsets: 'apps',
    daemonsets: 'apps',
    jobs: 'batch',
    cronjobs: 'batch',
    replicationcontrollers: '',
    podtemplates: '',
  };
  const all = Object.fromEntries(
    Object.entries(templates).map(([kind, group]) => [`${group}/${kind}`, 'CREATE,UPDATE']),
  );

  test('have the same kinds and subresources in both phases', async () => {
    for (const webhook of webhooksOf(await render())) expect(operations(webhook)).toEqual({ ...pods, ...all });
  });

  test.each(Object.entries(templates))('do not have %s if it is turned off', async (kind, group) => {
    const { [`${group}/${kind}`]: _, ...rest } = all;
    for (const webhook of webhooksOf(await render({ kinds: { [kind]: false } }))) {
      expect(operations(webhook)).toEqual({ ...pods, ...rest });
    }
  });

  test('only have Pods if all kinds are turned off', async () => {
    const kinds = Object.fromEntries(Object.keys(templates).map((kind) => [kind, false]));
    for (const webhook of webhooksOf(await render({ kinds }))) expect(operations(webhook)).toEqual(pods);
  });

  test('have pods/status in both phases if podStatus is enabled', async () => {
    const objects = await render({ podStatus: { enabled: true } });
    const status = { '/pods/status': 'UPDATE' };
    for (const webhook of mutating(objects).webhooks)
      expect(operations(webhook)).toEqual({ ...pods, ...all, ...status });
    for (const webhook of validating(objects).webhooks) {
      expect(operations(webhook)).toEqual(webhook.name.includes('status') ? status : { ...pods, ...all });
    }
  });
});

describe('the webhooks for Namespaces', () => {
  const ofNamespaces = async (values: object): Promise<Rendered[]> =>
    allWebhooksOf(await render(values)).filter(isForNamespaces);
  const conditionsOf = ({ matchConditions }: Rendered): Record<string, string> =>
    Object.fromEntries(matchConditions.map(({ name, expression }: Rendered) => [name, expression]));

  test.each([
    ['namespaces-deny.podward.dev', '/namespaces/deny', 'Fail'],
    ['namespaces-warn.podward.dev', '/namespaces/warn', 'Ignore'],
  ])('%s calls %s, failurePolicy %s', async (name, path, failurePolicy) => {
    for (const values of [{}, { failurePolicy: 'Ignore' }, { failurePolicy: 'Fail', defaultMode: 'off' }]) {
      const webhook = (await ofNamespaces({ ...values, timeoutSeconds: 2 })).find((one) => one.name === name);
      expect(webhook).toMatchObject({
        clientConfig: { service: { name: 'podward', namespace: 'guard', path } },
        failurePolicy,
        sideEffects: 'None',
        timeoutSeconds: 2,
      });
      expect(webhook).not.toHaveProperty('namespaceSelector');
      expect(webhook.rules).toEqual([
        {
          apiGroups: [''],
          apiVersions: ['v1'],
          operations: ['CREATE', 'UPDATE'],
          resources: ['namespaces'],
          scope: 'Cluster',
        },
        {
          apiGroups: [''],
          apiVersions: ['v1'],
          operations: ['UPDATE'],
          resources: ['namespaces/finalize', 'namespaces/status'],
          scope: 'Cluster',
        },
      ]);
    }
  });

  test('do not exist if the guard is off', async () => {
    expect(await ofNamespaces({ modeLabel: { guard: false } })).toEqual([]);
  });

  test('without the guard, the check of existing Pods needs the one that warns', async () => {
    const webhooks = await ofNamespaces({ modeLabel: { guard: false }, modeCheck: { enabled: true } });
    expect(webhooks.map(({ name, failurePolicy }) => [name, failurePolicy])).toEqual([
      ['namespaces-warn.podward.dev', 'Ignore'],
    ]);
  });

  test('are called for a removed mode only if existing Pods are checked', async () => {
    const removed = 'oldObject.metadata.?labels[?"podward.dev/mode"].hasValue()';
    const conditionWith = async (enabled: boolean): Promise<string | undefined> => {
      const [, warn] = await ofNamespaces({ modeCheck: { enabled } });
      return conditionsOf(warn)['label-of-podward-changes'];
    };
    expect(await conditionWith(true)).toContain(removed);
    expect(await conditionWith(false)).not.toContain(removed);
  });

  test('search only a bounded number of labels, because the API server takes more than linear time', async () => {
    const [, warn] = await ofNamespaces({});
    expect(conditionsOf(warn)['label-of-podward-changes']).toMatch(
      /^size\(object\.metadata\.\?labels\.orValue\({}\)\) <= 1000 && /,
    );
  });

  test('are not called for users that may lower the mode', async () => {
    const mayLower = { groups: ['ops', 'a"b\\c'], users: ['system:serviceaccount:argocd:controller'] };
    const [deny] = await ofNamespaces({ modeLabel: { mayLower } });
    expect(conditionsOf(deny)).toMatchObject({
      'group-may-not-lower': String.raw`!request.userInfo.?groups.orValue([]).exists(group, group in ["ops","a\"b\\c"])`,
      'user-may-not-lower': '!(request.userInfo.?username.orValue("") in ["system:serviceaccount:argocd:controller"])',
      'has-no-permission': '!authorizer.group("podward.dev").resource("modes").check("lower").allowed()',
    });
  });

  test.each<[object, string]>([
    [{ matchLabels: { team: 'shop' } }, '("team" in labels && labels["team"] in ["shop"])'],
    [
      { matchLabels: { 'example.com/a': '', b: 'c' }, matchExpressions: [{ key: 'd', operator: 'Exists' }] },
      '("b" in labels && labels["b"] in ["c"]) && ("example.com/a" in labels && labels["example.com/a"] in [""]) && ("d" in labels)',
    ],
    [
      {
        matchExpressions: [
          { key: 'a', operator: 'In', values: ['b', 'c'] },
          { key: 'd', operator: 'NotIn', values: ['e'] },
          { key: 'f', operator: 'DoesNotExist' },
        ],
      },
      '("a" in labels && labels["a"] in ["b","c"]) && !("d" in labels && labels["d"] in ["e"]) && !("f" in labels)',
    ],
  ])('guard the labels that namespaceSelector selects: %j', async (namespaceSelector, expected) => {
    const [deny] = await ofNamespaces({ namespaceSelector });
    const [, selected] = conditionsOf(deny)['lowers-the-mode']!.split('.map(labels, ');
    expect(selected).toBe(`${expected}) == [true, false]`);
  });

  test('guard the labels in every mode', async () => {
    const guardOf = async (defaultMode: string): Promise<string | undefined> => {
      const [deny] = await ofNamespaces({ defaultMode, namespaceSelector: { matchLabels: { team: 'shop' } } });
      return conditionsOf(deny)['lowers-the-mode']!.split('||')[1];
    };
    const guard = await guardOf('deny');
    expect(guard).not.toContain('podward.dev/mode');
    expect(await guardOf('off')).toBe(guard);
  });

  test('guard no labels if there is no namespaceSelector', async () => {
    for (const namespaceSelector of [{}, { matchLabels: {}, matchExpressions: [] }]) {
      const [deny] = await ofNamespaces({ namespaceSelector });
      expect(conditionsOf(deny)['lowers-the-mode']).not.toContain('map(labels');
    }
  });

  test.each([
    ['deny', 3],
    ['warn', 2],
    ['audit', 1],
    ['off', 0],
  ])('compare with the default mode %s', async (defaultMode, rank) => {
    const [deny] = await ofNamespaces({ defaultMode, excludedNamespaces: ['calico-system'] });
    const conditions = conditionsOf(deny);
    expect(conditions['lowers-the-mode']!.match(/orValue\((\d)\)/g)).toEqual(Array(2).fill(`orValue(${rank})`));
    expect(conditions['lowers-the-mode']).toContain(`request.operation == "CREATE" ? ${rank}`);
    expect(conditions['is-reviewed']).toContain('["calico-system","guard","kube-node-lease","kube-system"]');
  });
});
