import type { Area } from '../rule.ts';
import { handlerValid } from './handler-valid.ts';
import { initContainerProbes } from './init-container-probes.ts';
import { lifecycleOneHandler } from './lifecycle-one-handler.ts';
import { lifecycleSleepWithinGrace } from './lifecycle-sleep-within-grace.ts';
import { probeNumbers } from './probe-numbers.ts';
import { probeOneHandler } from './probe-one-handler.ts';
import { probeSuccessThreshold } from './probe-success-threshold.ts';
import { probeTerminationGrace } from './probe-termination-grace.ts';

export const probes: Area = {
  name: 'probes',
  title: 'Probes and lifecycle hooks',
  rules: [
    initContainerProbes,
    probeOneHandler,
    handlerValid,
    probeNumbers,
    probeSuccessThreshold,
    probeTerminationGrace,
    lifecycleOneHandler,
    lifecycleSleepWithinGrace,
  ],
};
