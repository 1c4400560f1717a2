/** Manifests as a user writes them. Each is valid unless its parameters make it invalid. */
interface PodParts {
  readonly name?: string;
  readonly image?: string;
  readonly nodeName?: string;
  readonly password?: string;
}

export const pod = ({
  name = 'web',
  image = 'nginx:1',
  nodeName,
  password = 'x',
}: PodParts = {}): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
${nodeName === undefined ? '' : `  nodeName: ${nodeName}\n`}  containers:
    - name: web
      image: ${image}
      env:
        - name: PASSWORD
          value: ${password}
`;

export const job = (restartPolicy?: string): string => `apiVersion: batch/v1
kind: Job
metadata:
  name: once
spec:
  template:
    spec:
${restartPolicy === undefined ? '' : `      restartPolicy: ${restartPolicy}\n`}      containers:
        - name: once
          image: busybox:1
`;

export const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n';

/** An image that is invalid in every version. */
export const badImage = '""';
