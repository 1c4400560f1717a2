/** Where each command that people are told to type is tested. Add a new command to one of these tables. */
import { kyvernoVersion } from '../../devcluster/versions.ts';
import { told } from './commands.ts';

/** The tests that type commands as they are written. Each gets them from `commandsToType`, and fails if it has not typed all of them. */
export const typedBy: Readonly<Record<string, readonly RegExp[]>> = {
  'test/docs/readme-commands.test.ts': [
    /^alias podward=/,
    /^podward check (devcluster|--old)/,
    /\| podward check /,
    /^podward explain pod-/,
  ],
  'test/server/readme.test.ts': [/^npx node certs\/dev\.ts/, /^npm run podward -- serve/, /^curl (?!.*npmjs)/],
  'test/e2e/monitoring.test.ts': [
    /^kubectl get (deployment|events|servicemonitors|mutatingwebhook|validatingwebhook|networkpolicies|nodes|clusterrole)/,
    /^kubectl get pods(,|.*component=server$)/,
    /^kubectl (version|api-resources|run podward-check )/,
  ],
  'test/e2e/certs-readme.test.ts': [
    /^kubectl (create namespace podward-system|apply -f certs|wait .* --namespace podward-system)/,
    /^kubectl get secret podward-tls .* -o go-template/,
    /^helm upgrade --install .* certificates\.mode=existingSecret/,
  ],
  'test/e2e/client-certificate.test.ts': [/^kubectl create configmap /, /^helm upgrade podward .* clientCertificate\./],
  'test/e2e/cert-manager.test.ts': [/^kubectl describe certificate /],
  'test/e2e/certificate-modes.test.ts': [
    /^helm upgrade podward .*certificates\.mode=\w+$/,
    /^kubectl wait --for=jsonpath=\S+ mutating/,
    /^kubectl delete secret /,
  ],
  'test/e2e/configuration.test.ts': [/^helm upgrade podward .* config\.rules\.\S+$/],
  'test/e2e/events.test.ts': [/^kubectl describe replicaset /],
  'test/e2e/examples.test.ts': [/^kubectl apply -f devcluster\/examples\//],
  'test/e2e/mode-label.test.ts': [
    /^kubectl create (namespace shop|clusterrole \S+ .*|clusterrolebinding \S+ .*)$/,
    /^kubectl label namespace shop .*(--as=jane|=wrn)$/,
  ],
  'test/e2e/mode-check.test.ts': [
    /^kubectl label namespace shop .* --dry-run=server$/,
    /^kubectl label namespace --selector '!podward\.dev\/mode' /,
  ],
  'test/e2e/reports.test.ts': [
    /^kubectl label namespace shop podward\.dev\/mode=\w+ --overwrite$/,
    /^podward audit /,
    /^kubectl delete policyreport podward /,
  ],
  'test/node/own-node/commands.test.ts': [
    /^ctr --namespace k8s\.io images import /,
    /^helm upgrade --install .*=localhost\/podward$/,
    /^helm (install|test|history|rollback|uninstall|get (values|manifest)) /,
    /^helm upgrade podward charts\/podward .*(--wait|--set failurePolicy=Fail|--force-conflicts)$/,
    /^kubectl (logs|rollout (restart|status)|port-forward|annotate secret) /,
    /^kubectl get secret \S+ .* jsonpath=/,
    /^kubectl label namespaces? (NAME|--selector podward\.dev)/,
    /^kubectl label --overwrite namespace NAME /,
    /^kubectl delete (namespace|jobs,pods|mutatingwebhookconfiguration,validatingwebhookconfiguration) /,
    /^for pod in /,
    /^(for i in .* do )?openssl s_client/,
    /^kill %1$/,
  ],
};

/** Commands that no test runs. */
export const untried: Readonly<Record<string, readonly RegExp[]>> = {
  'commands.test.ts compares it with the code': [
    /^export KUBECONFIG=/,
    /^make /,
    /^K8S=\S+ make up$/,
    /^podward (check|explain|serve) (--help|--config|--output json|ID)/,
  ],
  'it needs a registry or another kind of cluster': [
    /^docker (build|load|tag|push|logout|buildx imagetools inspect) /,
    /^kind load image-archive /,
    /^minikube image load /,
  ],
  'it needs a release': [
    // test/chart/release.test.ts renders those that install one.
    /^helm upgrade (--install )?podward oci:/,
    /^cosign verify/,
    /^IMAGES=/,
    /^curl .*registry\.npmjs\.org/,
    /^npm (pack|install --global \.\/podward-\S+|version)( |$)/,
  ],
  'it needs GitHub. test/e2e/reports.test.ts applies the same file from the Go module': [
    new RegExp(
      `^kubectl apply --server-side -f https://raw\\.githubusercontent\\.com/kyverno/kyverno/v${kyvernoVersion}/`,
    ),
  ],
  'it has no file. make conformance sends the same requests': [/^kubectl create --dry-run=server --validate=strict$/],
  'it changes the machine': [
    /^npm install --global \.\/\.cache\/package$/,
    /^apt-get install /,
    /^npx node test\/admission\/record-kubelet\.ts/,
  ],
  'the reader fills in the file': [/^npx node FILE\.ts$/],
};

/** The commands of the pages that a test types. */
export function commandsToType(test: string) {
  const { inBlocks, inProse, printed } = told();
  const own = [...inBlocks, ...inProse, ...printed]
    .map(([, command]) => command)
    .filter((command) => typedBy[test]!.some((pattern) => pattern.test(command)));
  const left = new Set(own);
  return {
    /** The first command that matches and was not taken yet. */
    take(pattern: RegExp): string {
      const found = [...left].find((command) => pattern.test(command));
      if (found === undefined) throw new Error(`No page has a command ${pattern} that was not typed yet.`);
      left.delete(found);
      return found;
    },
    /** All that match and were not taken yet, in the order of the pages. */
    rest(pattern = /./): string[] {
      const found = [...left].filter((command) => pattern.test(command));
      for (const command of found) left.delete(command);
      return found;
    },
  };
}
