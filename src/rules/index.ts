/** The catalogue, the most important rules first: where an answer has room for some findings only, those are named. */
import type { Area, Rule } from './rule.ts';
import { advice } from './advice/index.ts';
import { containers } from './containers/index.ts';
import { env } from './env/index.ts';
import { files } from './files/index.ts';
import { job } from './job/index.ts';
import { metadata } from './metadata/index.ts';
import { network } from './network/index.ts';
import { pod } from './pod/index.ts';
import { probes } from './probes/index.ts';
import { resources } from './resources/index.ts';
import { scheduling } from './scheduling/index.ts';
import { security } from './security/index.ts';
import { spread } from './spread/index.ts';
import { status } from './status/index.ts';
import { update } from './update/index.ts';
import { volumes } from './volumes/index.ts';
import { windows } from './windows/index.ts';
import { warnings } from './warnings/index.ts';
import { workload } from './workload/index.ts';

export const areas: readonly Area[] = [
  files,
  update,
  metadata,
  workload,
  job,
  status,
  containers,
  pod,
  env,
  resources,
  volumes,
  network,
  probes,
  security,
  windows,
  scheduling,
  spread,
  warnings,
  advice,
];

export const rules: readonly Rule[] = areas.flatMap((area) => area.rules);
