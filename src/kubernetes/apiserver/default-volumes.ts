/** The defaults that kube-apiserver sets in a volume. Source: pkg/apis/core/v1/defaults.go and zz_generated.defaults.go. */
import { field, isObject, isSet, own, stringAt, type JsonObject } from '../../json/json.ts';
import { complete, withEntries, withObject } from '../../json/edit.ts';
import { defaultPullPolicy } from './default-image.ts';
import { roundedResources } from './default-resources.ts';

/** 0644, the default mode of files from a Secret, a ConfigMap, the downward API or a projected volume. */
const defaultMode = 420;

export const withFieldRef = (entry: JsonObject): JsonObject =>
  withObject(entry, 'fieldRef', (value) => complete(value, { apiVersion: 'v1' }));

const downward = (value: JsonObject): JsonObject => withEntries(value, 'items', withFieldRef);

const projection = (source: JsonObject): JsonObject =>
  withObject(withObject(source, 'downwardAPI', downward), 'serviceAccountToken', (token) =>
    complete(token, { expirationSeconds: 3600 }),
  );

export const volumeClaimSpec = (spec: JsonObject): JsonObject =>
  withObject(complete(spec, { volumeMode: 'Filesystem' }), 'resources', roundedResources);

const image = (value: JsonObject): JsonObject =>
  complete(value, { pullPolicy: defaultPullPolicy(stringAt(value, 'reference') ?? '') });

const sources: Readonly<Record<string, (source: JsonObject) => JsonObject>> = {
  hostPath: (value) => complete(value, { type: '' }),
  secret: (value) => complete(value, { defaultMode }),
  configMap: (value) => complete(value, { defaultMode }),
  downwardAPI: (value) => downward(complete(value, { defaultMode })),
  projected: (value) => withEntries(complete(value, { defaultMode }), 'sources', projection),
  image,
  ephemeral: (value) =>
    withObject(value, 'volumeClaimTemplate', (claim) =>
      withObject(complete(claim, { spec: {} }), 'spec', volumeClaimSpec),
    ),
  iscsi: (value) => complete(value, { iscsiInterface: 'default' }),
  rbd: (value) => complete(value, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }),
  azureDisk: (value) => complete(value, { cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' }),
  scaleIO: (value) => complete(value, { storageMode: 'ThinProvisioned', fsType: 'xfs' }),
};

export function volumeDefaults(volume: JsonObject): JsonObject {
  const hasSource = Object.keys(volume).some((name) => name !== 'name' && isSet(field(volume, name)));
  if (!hasSource) return { ...volume, emptyDir: {} };
  return Object.entries(volume).reduce((filled, [name, value]) => {
    const fill = own(sources, name);
    return fill !== undefined && isObject(value) ? { ...filled, [name]: fill(value) } : filled;
  }, volume);
}
