/** A policy for the rules and defaults of one test. */
import { noExemptions } from '../../src/policy/exemptions.ts';
import { defaultModeLabel } from '../../src/policy/mode-label.ts';
import type { Policy } from '../../src/policy/policy.ts';
import type { Default } from '../../src/defaults/default.ts';
import { changeOf as createOrUpdate, type Change, type ChangeFacts } from '../../src/change/change.ts';
import type { Mode, Rule } from '../../src/rules/rule.ts';
import { pod } from '../objects.ts';
import { serverFacts } from '../../src/kubernetes/versions.ts';
import { onVersion } from '../../src/policy/version.ts';

export const policyOf = (
  rules: readonly Rule[],
  defaults: readonly Default[] = [],
  modes: Record<string, Mode> = {},
): Policy => ({
  ...onVersion({ minor: 36, featureGates: {} }),
  rules: new Map(rules.map(({ id, mode = 'deny' }) => [id, { mode: modes[id] ?? mode, options: {} }])),
  defaults: new Map(defaults.map(({ id, enabled }) => [id, { enabled, options: {} }])),
  mutate: { fill: ['deny'], explain: true },
  exemptions: noExemptions,
  modeLabel: defaultModeLabel,
});

/** The creation of a Pod with the name `web`, or an update if `before` is given. */
export const changeOf = ({
  before,
  operation,
  ...facts
}: Partial<ChangeFacts & Pick<Change, 'before' | 'operation'>> = {}): Change => {
  const all: ChangeFacts = {
    phase: 'mutate',
    kind: 'Pod',
    subresource: '',
    namespace: 'default',
    name: 'web',
    facts: serverFacts(36),
    after: pod(),
    ...facts,
  };
  return operation === 'STORED' ? { ...all, operation } : createOrUpdate(all, before);
};
