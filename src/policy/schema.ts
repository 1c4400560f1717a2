/** The JSON Schema of the configuration. The catalogue says which rules and defaults there are and which options each one takes. */
import type { Default } from '../defaults/default.ts';
import type { Json, JsonObject } from '../json/json.ts';
import type { Rule } from '../rules/rule.ts';
import { defaultVersion, versionPattern } from './version.ts';

/** What the configuration needs to know of rules and defaults. */
export interface Configurable {
  readonly rules: readonly Pick<Rule, 'id' | 'title' | 'mode' | 'options'>[];
  readonly defaults: readonly Pick<Default, 'id' | 'title' | 'enabled' | 'options'>[];
}

export const apiVersion = 'podward.dev/v1alpha1';
export const kind = 'PodwardConfiguration';

/** Helm reads an unquoted `off` as YAML 1.1 does, and hands on `false`. */
const modes: readonly Json[] = ['deny', 'warn', 'audit', 'off', false];

/** Whoever tries Podward in mode `warn` or `audit` must find every object as it was sent, unless asked for more: `audit` never changes any. */
export const fillModes = ['deny', 'warn'] as const;
export const defaultFillModes = ['deny'] as const;

export function configurationSchema({ rules, defaults }: Configurable): JsonObject {
  return {
    ...section('', {
      apiVersion: { type: 'string', const: apiVersion },
      kind: { type: 'string', const: kind },
      kubernetesVersion: {
        description:
          'Version of the API server whose rules are mirrored, in quotes. 1.34 to 1.37 are told apart; a server that is older or ' +
          'newer is judged by the nearest of them. The chart sets the version of the cluster.',
        type: 'string',
        pattern: versionPattern,
        default: defaultVersion,
      },
      rules: section(
        'What each rule does, by the id of the rule. A rule that is left out keeps its own mode.',
        byId(rules, ruleSchema),
      ),
      defaults: section('What is filled in, by the id of the default.', byId(defaults, defaultSchema)),
      mutate: section('The two halves of the mutating path.', {
        explain: {
          description: 'Refuse what kube-apiserver is about to refuse, and explain it, before kube-apiserver does.',
          type: 'boolean',
          default: true,
        },
        fill: {
          description:
            'The modes of namespaces in which the defaults are filled in: a list of deny and warn, true for both of them, or false ' +
            'for none. In mode audit nothing is ever changed. Files are judged as in mode deny.',
          type: ['boolean', 'array'],
          items: { enum: fillModes },
          default: defaultFillModes,
        },
      }),
      exemptions: section('Whom and where Podward leaves alone: nothing is judged, nothing is filled in.', {
        users: names('User names, exactly as the API server knows them, such as system:serviceaccount:ci:deployer.'),
        namespaces: names('Namespaces by name. To keep requests from being sent at all, exclude them in the chart.'),
      }),
    }),
    required: ['apiVersion', 'kind'],
  };
}

/** Null stands for "left out", as in every Kubernetes object. */
function section(description: string, properties: Readonly<Record<string, JsonObject>>): JsonObject {
  return {
    ...(description === '' ? {} : { description }),
    type: ['object', 'null'],
    additionalProperties: false,
    properties,
  };
}

const names = (description: string): JsonObject => ({
  description,
  type: 'array',
  items: { type: 'string', minLength: 1 },
  default: [],
});

function byId<T extends { readonly id: string }>(
  items: readonly T[],
  schema: (item: T) => JsonObject,
): Readonly<Record<string, JsonObject>> {
  return Object.fromEntries(items.map((item) => [item.id, schema(item)]));
}

const ruleSchema = ({ title, mode = 'deny', options }: Configurable['rules'][number]): JsonObject =>
  section(title, {
    mode: { description: 'What a finding does.', enum: modes, default: mode },
    ...options,
  });

const defaultSchema = ({ title, enabled, options }: Configurable['defaults'][number]): JsonObject =>
  section(title, {
    enabled: { description: 'Whether it is filled in.', type: 'boolean', default: enabled },
    ...options,
  });
