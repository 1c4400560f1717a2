import { describe, expect, test } from '@jest/globals';
import { goMod } from '../../devcluster/go-build.ts';

describe('goMod', () => {
  test('replaces staging modules with the versions that were published with the release', () => {
    const original = `module k8s.io/kubernetes

go 1.26.0

godebug default=go1.26

require (
	github.com/example/lib v1.2.3
	k8s.io/api v0.0.0
	k8s.io/klog/v2 v2.140.0
	k8s.io/kubelet v0.0.0 // indirect
)

replace (
	k8s.io/api => ./staging/src/k8s.io/api
)
`;
    expect(goMod(original, { path: 'k8s.io/kubernetes', version: '1.36.1' })).toBe(`module podward.dev/devcluster
go 1.26.0
godebug default=go1.26
require k8s.io/kubernetes v1.36.1
replace k8s.io/api => k8s.io/api v0.36.1
replace k8s.io/kubelet => k8s.io/kubelet v0.36.1
`);
  });

  test('has the replacements of the module by other modules', () => {
    const original = `module example.com/tool

go 1.19

replace example.com/dns v1.1.41 => example.com/dns v1.1.34
replace (
	example.com/a => example.com/b v0.1.0
	example.com/local => ../local
)
`;
    expect(goMod(original, { path: 'example.com/tool', version: '1.11.5' })).toBe(`module podward.dev/devcluster
go 1.19
require example.com/tool v1.11.5
replace example.com/dns v1.1.41 => example.com/dns v1.1.34
replace example.com/a => example.com/b v0.1.0
`);
  });
});
