import type { Area } from '../rule.ts';
import { podResourceClaimsValid } from './pod-resource-claims-valid.ts';
import { podResourcesValid } from './pod-resources-valid.ts';
import { resizePolicyValid } from './resize-policy-valid.ts';
import { resourceClaimsResolve } from './resource-claims-resolve.ts';
import { resourcesValid } from './resources-valid.ts';

export const resources: Area = {
  name: 'resources',
  title: 'Resources',
  rules: [resourcesValid, podResourcesValid, resizePolicyValid, podResourceClaimsValid, resourceClaimsResolve],
};
