import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { earlierModules, goBuild, goMod } from '../../devcluster/go-build.ts';
import type { Progress } from '../../devcluster/progress.ts';
import { publish } from './go-modules.ts';
import { temporaryFolders } from './temporary.ts';

const temporary = temporaryFolders();

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

describe('goBuild', () => {
  const environment = { ...process.env };
  afterEach(() => {
    process.env = { ...environment };
  });

  const module = {
    path: 'k8s.io/kubernetes',
    version: '1.31.14',
    packages: ['k8s.io/kubernetes/cmd/kube-apiserver'],
  };
  /** A module that says which version it is. */
  const staging = (path: string, version: string) => ({
    'go.mod': `module ${path}\n\ngo 1.22\n`,
    'version.go': `package version\n\nconst Text = "${path} ${version}"\n`,
  });

  /** Builds a kube-apiserver that prints the versions of two staging modules, and requires a third that is published nowhere. */
  async function build(published: Readonly<Record<string, readonly string[]>>) {
    const [proxy, folder] = [temporary(), temporary()];
    Object.assign(process.env, {
      GOPROXY: `file://${proxy}`,
      GOSUMDB: 'off',
      GOFLAGS: '-modcacherw',
      GOMODCACHE: temporary(),
    });
    for (const [path, versions] of Object.entries(published))
      for (const version of versions) publish(proxy, path, version, staging(path, version));
    publish(proxy, module.path, `v${module.version}`, {
      'go.mod': `module ${module.path}

go 1.22

require (
	k8s.io/api v0.0.0
	k8s.io/endpointslice v0.0.0
	k8s.io/sample v0.0.0
)
`,
      'cmd/kube-apiserver/main.go': `package main

import (
	api "k8s.io/api"
	slice "k8s.io/endpointslice"
)

func main() { println(api.Text + ", " + slice.Text) }
`,
    });
    const notes: string[] = [];
    const progress: Progress = { note: (line) => void notes.push(line), during: (_label, work) => work };
    const target = join(folder, 'kube-apiserver');
    await goBuild(module, module.packages[0], target, join(folder, 'go'), progress);
    return {
      target,
      notes,
      prints: execFileSync('sh', ['-c', '"$1" 2>&1', 'sh', target], { encoding: 'utf8' }).trim(),
    };
  }

  test('takes staging modules of the version', async () => {
    const { target, notes, prints } = await build({
      'k8s.io/api': ['v0.31.14'],
      'k8s.io/endpointslice': ['v0.31.13', 'v0.31.14'],
    });
    expect(prints).toBe('k8s.io/api v0.31.14, k8s.io/endpointslice v0.31.14');
    expect(notes).toEqual([]);
    expect(await earlierModules(target, module.version)).toEqual([]);
  });

  test('takes the closest earlier patch of a staging module that cannot be downloaded, and says so', async () => {
    const { target, notes, prints } = await build({
      'k8s.io/api': ['v0.31.13', 'v0.31.14'],
      'k8s.io/endpointslice': ['v0.31.9', 'v0.31.11', 'v0.31.15', 'v0.32.1'],
    });
    expect(prints).toBe('k8s.io/api v0.31.14, k8s.io/endpointslice v0.31.11');
    expect(notes).toEqual([
      'k8s.io/kubernetes/cmd/kube-apiserver@1.31.14 is built with k8s.io/endpointslice v0.31.11, because Go cannot download v0.31.14',
    ]);
    expect(await earlierModules(target, module.version)).toEqual(['k8s.io/endpointslice v0.31.11']);
  });

  test('does not take another minor version', async () => {
    const built = build({ 'k8s.io/api': ['v0.31.14'], 'k8s.io/endpointslice': ['v0.30.14', 'v0.32.1'] });
    await expect(built).rejects.toThrow('k8s.io/endpointslice@v0.31.14: reading file://');
  });
});
