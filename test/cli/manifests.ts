/** Manifests as a person writes them. Each is valid but for what its parameters make of it. */
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

/** An image that no version of the catalogue lets pass. */
export const badImage = '""';
