/** Podward and a namespace in mode deny, from the first to the last test of a file. */
import { afterAll, beforeAll } from '@jest/globals';
import { makeNamespace, type Namespace } from './namespace.ts';
import { install, remove, untilReviewed } from './release.ts';
import type { Target } from './target.ts';

export function installed<T extends Target>(
  attach: () => Promise<T>,
): { readonly target: T; readonly namespace: Namespace } {
  let target: T;
  let namespace: Namespace;
  beforeAll(async () => {
    target = await attach();
    await install(target);
    namespace = await makeNamespace(target);
    await untilReviewed(target, namespace.name);
  });
  afterAll(async () => {
    await namespace?.remove();
    if (target) await remove(target);
  });
  return {
    get target() {
      return target;
    },
    get namespace() {
      return namespace;
    },
  };
}
