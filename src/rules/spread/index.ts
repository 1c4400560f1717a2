import type { Area } from '../rule.ts';
import { spreadConstraintValid } from './spread-constraint-valid.ts';
import { spreadMinDomains } from './spread-min-domains.ts';
import { spreadPairsUnique } from './spread-pairs-unique.ts';
import { spreadSelectorValid } from './spread-selector-valid.ts';

export const spread: Area = {
  name: 'spread',
  title: 'Topology spread constraints',
  rules: [spreadConstraintValid, spreadMinDomains, spreadPairsUnique, spreadSelectorValid],
};
