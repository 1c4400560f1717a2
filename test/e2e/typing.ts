/** Types the commands of the pages, as a person does. */
import { delimiter, dirname } from 'node:path';
import { issueSeconds } from '../../devcluster/cert-manager.ts';
import { run } from '../../devcluster/run.ts';
import { personsEnvironment, root } from '../docs/commands.ts';
import type { AnyCluster } from '../node/target.ts';
import type { Answer } from './namespace.ts';

/** In bash, in the root of the repository. `podward` runs from the sources. */
export function typist({ bin, kubeconfig }: AnyCluster): (command: string) => Promise<Answer> {
  const person = personsEnvironment();
  const PATH = [dirname(bin.kubectl), dirname(bin.helm), person['PATH']].join(delimiter);
  const podward = 'podward() { node_modules/.bin/node src/main.ts "$@"; }';
  return (command) =>
    run('bash', ['-c', `${podward}\n${command}`], {
      cwd: root,
      env: { ...person, PATH, KUBECONFIG: kubeconfig },
      reject: false,
      // More than the --timeout of the commands of the pages.
      timeoutSeconds: issueSeconds + 20,
    });
}
