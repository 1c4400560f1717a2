import { expect, test } from '@jest/globals';
import { withoutSidecars } from '../../../src/kubernetes/apiserver/without-sidecars.ts';
import { container, pod, workload } from '../../objects.ts';

const sidecars = { initContainers: [container({ restartPolicy: 'Always' })] };
const plain = { initContainers: [container()] };

test('the restartPolicy of init containers is removed from a Pod and from a template', () => {
  expect(withoutSidecars('Pod', pod(sidecars), undefined)).toEqual(pod(plain));
  expect(withoutSidecars('CronJob', workload('CronJob', sidecars), workload('CronJob'))).toEqual(
    workload('CronJob', plain),
  );
});

test('an object is not copied if there is nothing to remove, or if the stored object has the field', () => {
  const [before, after] = [pod(sidecars), pod(sidecars)];
  expect(withoutSidecars('Pod', after, before)).toBe(after);
  const none = pod(plain);
  expect(withoutSidecars('Pod', none, undefined)).toBe(none);
});
