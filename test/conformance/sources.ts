/** Public repositories whose manifests are compared, at the commits at which the verdicts were recorded. Nothing of them is in this repository. */
export interface Source {
  readonly repository: string;
  readonly commit: string;
}

export const sources: readonly Source[] = [
  { repository: 'FairwindsOps/pluto', commit: 'dd5ec8cccce5e42dfe8054b8250baa35546056a0' },
  { repository: 'FairwindsOps/polaris', commit: 'c0e23a233b2087272a7f524f1b922f4e3f2f9689' },
  { repository: 'GoogleCloudPlatform/microservices-demo', commit: '34ffea9175946982c3088ed84994fe6019ad6e92' },
  { repository: 'GoogleContainerTools/skaffold', commit: '359a940c1b26e9aecfad508c1e87a679ec86e49b' },
  { repository: 'argoproj/argo-cd', commit: '37ee0097cf851bc2dd7665fc081bbce61a7e836e' },
  { repository: 'controlplaneio/kubesec', commit: 'a59caad3f523eee9137af89b59978ecda80c0f66' },
  { repository: 'instrumenta/kubeval', commit: 'fe0a7c22b93b92adfdc57d07b92d5231fd0b3e0e' },
  { repository: 'istio/istio', commit: '86c9f01fd735fb01d8192f5bcaf0d424afb7f14c' },
  { repository: 'knative/serving', commit: '98e5ef90aa7033797aa0a61ef97f3ff7e49a3944' },
  { repository: 'kubernetes/examples', commit: '279e8e4fe314f6cb7bc55fa3fbc21bbeaa48c0ea' },
  { repository: 'kubernetes/ingress-nginx', commit: 'dbb11b92ddb77bee9c35e462479129354c84f939' },
  { repository: 'kubernetes/kompose', commit: 'c2dd9614fd5026b8f6cb95d61bba802626088b13' },
  { repository: 'kubernetes/kops', commit: '268927e26409f861634e18f3632c9dd483c350cf' },
  { repository: 'kubernetes/kubectl', commit: 'dee3483a3d6a64c07fdf746caf80af446dee99ac' },
  { repository: 'kubernetes-sigs/kueue', commit: 'ff69552e79ad21652c36caa97038382e55625cf7' },
  { repository: 'kubernetes-sigs/kustomize', commit: '12f9e6391464b3ad9dd3fe8182049dc1b1772990' },
  { repository: 'kyverno/kyverno', commit: '111e07bbecc66abfde36ab99969af22d7a961003' },
  { repository: 'kyverno/policies', commit: 'b9c4317ce02256dc66118e08bb3e9345e7bfce5c' },
  { repository: 'longhorn/longhorn', commit: 'bb2f2223a6f7b5d97a98b7e765937fe48a1b96f7' },
  { repository: 'open-policy-agent/gatekeeper-library', commit: '5c441fb645f257b2c428fe9aea22da24a94b5bab' },
  { repository: 'prometheus-operator/kube-prometheus', commit: '4d719f1dea8853540b3823ab1fbe6be74a9953b3' },
  { repository: 'rook/rook', commit: 'd0c3b9ce6d64ff0c47074437aab7314b7adf7f2c' },
  { repository: 'stackrox/kube-linter', commit: '35de568d49825fe0278d25d7fca5aa2467f9dd00' },
  { repository: 'tektoncd/pipeline', commit: '3ee1745ae5b2d9175b11917d7c1935eaad44910c' },
  { repository: 'yannh/kubeconform', commit: 'e65429b1e5990dd019ebb7b5642dcd22a3e9cd13' },
  { repository: 'zegl/kube-score', commit: '06dedc9ccce58bff50a4f42a3ce0633dc72b0dfa' },
];
