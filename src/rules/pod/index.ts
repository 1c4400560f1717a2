import type { Area } from '../rule.ts';
import { activeDeadlinePositive } from './active-deadline-positive.ts';
import { namesInPodSpec } from './names-in-pod-spec.ts';
import { osName } from './os-name.ts';

export const pod: Area = {
  name: 'pod',
  title: 'Pod settings',
  rules: [activeDeadlinePositive, namesInPodSpec, osName],
};
