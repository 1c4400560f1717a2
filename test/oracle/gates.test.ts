import { describe, expect, test } from '@jest/globals';
import { kubernetesVersions, minor } from '../../devcluster/versions.ts';
import { gateIn, gateNames } from '../../src/kubernetes/gates.ts';
import { builtOracle } from './build.ts';
import { gatesOf } from './oracle.ts';

const built = await Promise.all(
  kubernetesVersions.map(async (version) => ({ version, binary: await builtOracle(version) })),
);

describe.each(built)('the feature gates of Kubernetes $version', ({ version, binary }) => {
  (binary === undefined ? test.skip : test)('have the defaults that kube-apiserver has', async () => {
    const ofServer = new Map((await gatesOf(binary!)).map((gate) => [gate.name, gate]));
    const mistakes = gateNames.flatMap((name) => {
      const gate = ofServer.get(name);
      const ours = gateIn(name, minor(version));
      // Where a gate was removed, it is as if its last value were fixed.
      const isRight =
        gate === undefined
          ? ours === undefined || ours.isFixed
          : ours?.isOn === gate.default && ours.isFixed === gate.lockedToDefault;
      return isRight ? [] : [{ name, ours, gate }];
    });
    expect(mistakes).toEqual([]);
  });
});
