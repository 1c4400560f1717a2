import { get, type Json, type JsonObject } from '../../json/json.ts';
import { invalid, required } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const place = ['securityContext', 'windowsOptions', 'hostProcess'] as const;

export const hostProcessConsistent = definePodRule({
  id: 'host-process-consistent',
  title: 'Either all containers of a Pod or none must be HostProcess containers, which require hostNetwork',
  why: 'A HostProcess container runs as a process of a Windows node and uses the network of the node. The containers of a Pod share one network.',
  mirrors: ['validateWindowsHostProcessPod'],
  appliesTo: podsAndTemplates,
  reads: ['hostNetwork', 'securityContext', 'containers.securityContext'],
  needs: ['securityContext.windowsOptions'],
  messages: {
    differs: {
      text: 'must be {{ofPod}}, the value of hostProcess in the securityContext of the Pod.',
      fix: 'Remove hostProcess from {{container}}.',
    },
    mixed: {
      text: '{{container}} must be a HostProcess container, because another container of the Pod is.',
      fix: 'Set hostProcess to true in the securityContext of the Pod, and remove it from the containers.',
    },
    hostNetwork: {
      text: 'hostNetwork must be true for a Pod with HostProcess containers.',
      fix: 'Set hostNetwork to true.',
    },
  },
  *check({ spec, specPath, containers }) {
    const ofPod = hostProcess(spec);
    const first = containers.find(({ value }) => hostProcess(value) ?? ofPod);
    const beside = specPath.child(...place);
    for (const { value, path } of containers) {
      const to = hostProcess(value);
      const at = path.child(...place);
      if (to !== undefined && ofPod !== undefined) {
        if (to !== ofPod) yield invalid(at, 'differs', { data: { ofPod: String(ofPod) }, to, beside });
      } else if (first !== undefined && (to ?? ofPod) !== true) {
        const details = { to, beside: first.path.child(...place) };
        yield to === undefined ? required(at, 'mixed', details) : invalid(at, 'mixed', details);
      }
    }
    if (first === undefined || spec['hostNetwork'] === true) return;
    const isOwn = hostProcess(first.value) === true;
    yield invalid(specPath.child('hostNetwork'), 'hostNetwork', {
      to: spec['hostNetwork'],
      beside: isOwn ? first.path.child(...place) : beside,
    });
  },
});

/** Of the Pod or of a container. */
function hostProcess(of: JsonObject): boolean | undefined {
  const value: Json | undefined = get(of, ...place);
  return typeof value === 'boolean' ? value : undefined;
}
