import type { Area } from '../rule.ts';
import { jobFieldsImmutable } from './job-fields-immutable.ts';
import { jobPodFailurePolicy } from './job-pod-failure-policy.ts';
import { jobSelectorGenerated } from './job-selector-generated.ts';
import { jobTemplateImmutable } from './job-template-immutable.ts';

export const job: Area = {
  name: 'job',
  title: 'Jobs',
  rules: [jobTemplateImmutable, jobFieldsImmutable, jobSelectorGenerated, jobPodFailurePolicy],
};
