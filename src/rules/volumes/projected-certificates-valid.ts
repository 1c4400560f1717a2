import { podVolumes } from '../../change/pod-volumes.ts';
import { field, isSet, listAt, objectAt, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { annotationBytes, maxAnnotationBytes } from '../../kubernetes/annotations.ts';
import {
  domainKeyError,
  isKubernetesSigner,
  keyTypes,
  longestCertificate,
  shortestCertificate,
  signerNameError,
  trustBundleNameError,
} from '../../kubernetes/certificates.ts';
import { filePathError } from '../../kubernetes/names.ts';
import { keptSources } from '../../kubernetes/pod/projected-sources.ts';
import { selectorProblems } from '../../kubernetes/selector.ts';
import { forbidden, invalid, notSupported, required, tooLong, type FindingOf } from '../finding.ts';
import { selectorFinding, selectorMessages } from '../parts/selector-findings.ts';
import { keepsUsersOfEntry, userFindings, userMessages } from './file-user.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const messages = {
  ...selectorMessages,
  ...userMessages,
  noBundle: {
    text: 'clusterTrustBundle must have either a name or a signerName.',
    fix: 'Set name to a name that kubectl get clustertrustbundles lists.',
  },
  bundleAndSigner: {
    text: 'clusterTrustBundle cannot have both name and signerName.',
    fix: 'Remove signerName to use one ClusterTrustBundle, or remove name to use those of the signer.',
  },
  bundleName: {
    text: 'the name of a ClusterTrustBundle {{problem}}.',
    fix: 'Set name to a name that kubectl get clustertrustbundles lists.',
  },
  selectorBesideName: {
    text: 'labelSelector is not allowed when name is set.',
    fix: 'Remove labelSelector, or set signerName instead of name.',
  },
  signerMissing: {
    text: '{{source}} must have a signerName.',
    fix: 'Set signerName to the name of the signer, such as "example.com/signer".',
  },
  signer: {
    text: 'the name of a signer {{problem}}.',
    fix: 'Set signerName to the name of the signer, such as "example.com/signer".',
  },
  pathMissing: {
    text: 'clusterTrustBundle must have a path.',
    fix: 'Set path to the name of a file in the volume, such as "ca.pem".',
  },
  path: {
    text: '{{field}} {{problem}}.',
    fix: 'Set {{field}} to the name of a file in the volume, such as "{{file}}".',
  },
  noPath: {
    text: 'podCertificate must have a credentialBundlePath, a keyPath or a certificateChainPath.',
    fix: 'Set credentialBundlePath to the name of a file in the volume, such as "credentials.pem".',
  },
  keyType: {},
  noKeyType: { fix: 'Set keyType to a type that the signer supports, such as ECDSAP256.' },
  short: {
    text: 'must be at least 3600 seconds.',
    fix: 'Remove maxExpirationSeconds to use the default, 86400.',
  },
  long: {
    text: 'must be no more than {{most}} seconds, which is {{limit}}.',
    fix: 'Remove maxExpirationSeconds to use the default, 86400.',
  },
  userAnnotation: {
    text: 'a key of userAnnotations {{problem}}.',
    fix: 'Use a key with the domain of the signer, such as example.com/key.',
  },
  userAnnotations: {
    text: `the keys and values of userAnnotations together must be no more than ${maxAnnotationBytes} bytes, but are {{bytes}}.`,
    fix: 'Remove large userAnnotations.',
  },
} as const;
type Found = FindingOf<typeof messages>;

/** volume-files-valid compares their paths with those of other sources. */
export const projectedCertificatesValid = definePodRule({
  id: 'projected-certificates-valid',
  title:
    'Trust bundles and Pod certificates in projected volumes must name a signer or a bundle, and files in the volume',
  why: 'The kubelet reads trust bundles, and requests certificates for the Pod, before it starts the containers.',
  mirrors: [
    'validateProjectionSources',
    'ValidateSignerName',
    'ValidateClusterTrustBundleName',
    'ValidateUserAnnotations',
  ],
  appliesTo: podsAndTemplates,
  reads: ['volumes', 'spec.volumeClaimTemplates'],
  needs: ['volumes.projected'],
  messages,
  *check(pod) {
    const { facts } = pod.change;
    for (const { source, value, path } of podVolumes(pod)) {
      if (source !== 'projected') continue;
      for (const [i, entry] of listAt(value, 'projected', 'sources').entries()) {
        for (const [name, check] of checks) {
          const certificate = field(entry, name);
          if (!isSet(certificate) || !keptSources(entry, facts).includes(name)) continue;
          const at = path.child('projected', 'sources').index(i).child(name);
          yield* check(certificate, at);
          if (keepsUsersOfEntry(entry, name, facts)) yield* userFindings(certificate, 'user', at);
        }
      }
    }
  },
});

const checks = new Map([
  ['clusterTrustBundle', bundleFindings],
  ['podCertificate', certificateFindings],
]);

function* bundleFindings(bundle: Json, path: FieldPath): Generator<Found> {
  const hasName = isSet(field(bundle, 'name'));
  const hasSigner = isSet(field(bundle, 'signerName'));
  if (hasName && hasSigner) {
    yield forbidden(path.child('signerName'), 'bundleAndSigner', { beside: path.child('name') });
  } else if (hasName) {
    const to = stringAt(bundle, 'name') ?? '';
    const problem = trustBundleNameError(to);
    if (problem !== undefined) yield invalid(path.child('name'), 'bundleName', { data: { problem }, to });
    if (isSet(field(bundle, 'labelSelector'))) yield forbidden(path.child('labelSelector'), 'selectorBesideName');
  } else if (hasSigner) {
    yield* signerFindings(bundle, path);
    for (const problem of selectorProblems(field(bundle, 'labelSelector'), path.child('labelSelector'))) {
      yield selectorFinding(problem, 'ClusterTrustBundles');
    }
  } else {
    yield required(path, 'noBundle');
  }
  if ((stringAt(bundle, 'path') ?? '') === '') yield required(path.child('path'), 'pathMissing');
  else yield* pathFindings(bundle, 'path', path, 'ca.pem');
}

/** The paths of the files, and an example of each. */
const files = [
  ['credentialBundlePath', 'credentials.pem'],
  ['keyPath', 'key.pem'],
  ['certificateChainPath', 'certificates.pem'],
] as const;

function* certificateFindings(certificate: Json, path: FieldPath): Generator<Found> {
  yield* signerFindings(certificate, path);
  yield* annotationFindings(field(certificate, 'userAnnotations'), path.child('userAnnotations'));
  const type = stringAt(certificate, 'keyType') ?? '';
  if (type === '') yield notSupported(path.child('keyType'), 'noKeyType', type, keyTypes);
  else if (!keyTypes.includes(type)) yield notSupported(path.child('keyType'), 'keyType', type, keyTypes);
  yield* lifetimeFindings(certificate, path.child('maxExpirationSeconds'));
  if (files.every(([name]) => (stringAt(certificate, name) ?? '') === '')) yield required(path, 'noPath');
  for (const [name, example] of files) yield* pathFindings(certificate, name, path, example);
}

function* signerFindings(source: Json, path: FieldPath): Generator<Found> {
  const to = stringAt(source, 'signerName') ?? '';
  const at = path.child('signerName');
  const problem = signerNameError(to);
  if (to === '') yield required(at, 'signerMissing', { shown: { source: String(path.last) } });
  else if (problem !== undefined) yield invalid(at, 'signer', { data: { problem }, to });
}

function* pathFindings(source: Json, name: string, path: FieldPath, file: string): Generator<Found> {
  const to = stringAt(source, name) ?? '';
  const problem = filePathError(to);
  if (problem !== undefined) yield invalid(path.child(name), 'path', { data: { problem }, to, shown: { file } });
}

function* lifetimeFindings(certificate: Json, path: FieldPath): Generator<Found> {
  const to = field(certificate, 'maxExpirationSeconds');
  const signer = stringAt(certificate, 'signerName') ?? '';
  const most = longestCertificate(signer);
  if (typeof to !== 'number') return;
  if (to < shortestCertificate) yield invalid(path, 'short', { to });
  if (to > most) {
    const limit = isKubernetesSigner(signer) ? 'the limit for signers of Kubernetes' : '91 days';
    yield invalid(path, 'long', { to, data: { most }, shown: { limit } });
  }
}

function* annotationFindings(annotations: Json | undefined, path: FieldPath): Generator<Found> {
  for (const key of Object.keys(objectAt(annotations))) {
    const problem = domainKeyError(key);
    if (problem !== undefined) yield invalid(path.key(key), 'userAnnotation', { data: { problem }, isOfKey: true });
  }
  const bytes = annotationBytes(annotations);
  if (bytes > maxAnnotationBytes) yield tooLong(path, 'userAnnotations', { data: { bytes } });
}
