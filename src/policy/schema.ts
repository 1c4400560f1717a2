/** The JSON Schema of the configuration. The catalogue provides the rules, the defaults and the options of each. */
import type { Default } from '../defaults/default.ts';
import type { JsonObject } from '../json/json.ts';
import { modes, type Rule } from '../rules/rule.ts';
import { gateNames, gates } from '../kubernetes/gates.ts';
import { exemptionsSchema } from './exemption-schema.ts';
import { defaultModeLabel } from './mode-label.ts';
import { names, section } from './schema-parts.ts';
import { defaultVersion, knownVersions, versionPattern } from './version.ts';

/** The parts of rules and defaults that the configuration needs. */
export interface Configurable {
  readonly rules: readonly Pick<Rule, 'id' | 'title' | 'mode' | 'options'>[];
  readonly defaults: readonly Pick<Default, 'id' | 'title' | 'enabled' | 'options'>[];
}

export const apiVersion = 'podward.dev/v1alpha1';
export const kind = 'PodwardConfiguration';

/** Helm parses an unquoted `off` as YAML 1.1 does, and passes `false` on. */
export const offInHelm = false;

/**
 * In namespaces with mode `warn`, objects are not changed, unless the operator lists that mode. In namespaces with mode `audit`, objects
 * are never changed.
 */
export const fillModes = ['deny', 'warn'] as const;
export const defaultFillModes = ['deny'] as const;

export function configurationSchema({ rules, defaults }: Configurable): JsonObject {
  return {
    ...section('', {
      apiVersion: { type: 'string', const: apiVersion },
      kind: { type: 'string', const: kind },
      kubernetesVersion: {
        description:
          `Kubernetes version of the API server, in quotes. ${knownVersions} ` +
          'In a cluster, it counts only until the server has learned the version from the API server. ' +
          'The chart sets the version that the cluster has during the installation or the last `helm upgrade`.',
        type: 'string',
        pattern: versionPattern,
        default: defaultVersion,
      },
      featureGates: section(
        'Feature gates of the API server that are not at the defaults of its version. Podward needs only those that change what the API server ' +
          'accepts of Pods and workloads.',
        Object.fromEntries(gateNames.map((name) => [name, { description: `${gates[name].text}.`, type: 'boolean' }])),
      ),
      rules: section(
        'Modes and options of the rules, by the ID of the rule. A rule that is not listed has its default mode.',
        byId(rules, ruleSchema),
      ),
      defaults: section('Which fields Podward adds, by the ID of the default.', byId(defaults, defaultSchema)),
      mutate: section('What the mutating webhook does.', {
        explain: {
          description:
            'Whether the mutating webhook refuses requests, with an explanation, before the API server refuses them without one. ' +
            'Otherwise only the validating webhook refuses requests.',
          type: 'boolean',
          default: true,
        },
        fill: {
          description:
            'Modes of the namespaces in which the defaults are added: a list of deny and warn, true for both, or false for none. ' +
            'In namespaces with mode audit, objects are never changed. The check command adds the defaults as in mode deny.',
          type: ['boolean', 'array'],
          items: { enum: fillModes },
          default: defaultFillModes,
        },
      }),
      exemptions: exemptionsSchema,
      modeLabel: section(
        'What the label podward.dev/mode of a namespace means. In a cluster, the chart sets these fields from its own values.',
        {
          defaultMode: {
            description: 'Mode of a namespace without a valid label.',
            enum: [...modes, offInHelm],
            default: defaultModeLabel.defaultMode,
          },
          excludedNamespaces: names(
            'Names of the namespaces that Podward never reviews. Podward warns if one of them has the label.',
          ),
        },
      ),
    }),
    required: ['apiVersion', 'kind'],
  };
}

function byId<T extends { readonly id: string }>(
  items: readonly T[],
  schema: (item: T) => JsonObject,
): Readonly<Record<string, JsonObject>> {
  return Object.fromEntries(items.map((item) => [item.id, schema(item)]));
}

const ruleSchema = ({ title, mode = 'deny', options }: Configurable['rules'][number]): JsonObject =>
  section(title, {
    mode: { description: 'What a finding of the rule does.', enum: [...modes, offInHelm], default: mode },
    ...options,
  });

const defaultSchema = ({ title, enabled, options }: Configurable['defaults'][number]): JsonObject =>
  section(title, {
    enabled: { description: 'Whether Podward adds the fields.', type: 'boolean', default: enabled },
    ...options,
  });
