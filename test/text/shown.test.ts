import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../src/json/json.ts';
import type { FieldPath } from '../../src/json/path.ts';
import { metadataPath, specPath } from '../../src/kubernetes/kinds.ts';
import { nameAt, show, showPath, showPointer, showText } from '../../src/text/shown.ts';

const container = specPath.child('containers').index(0);
const env = container.child('env').index(0);
const fieldRef = env.child('valueFrom', 'fieldRef', 'fieldPath');
const resourceRef = env.child('valueFrom', 'resourceFieldRef', 'resource');
const args = container.child('args');
const header = container.child('livenessProbe', 'httpGet', 'httpHeaders').index(0);
const volume = specPath.child('volumes').index(0);
const labels = metadataPath.child('labels');
const containers = specPath.child('containers');
const dnsOption = specPath.child('dnsConfig', 'options').index(0);

describe('show', () => {
  test.each<[string, Json, FieldPath, string]>([
    ['a text', 'a', container.child('image'), '"a"'],
    ['a number', 5, container.child('image'), '5'],
    ['null', null, container, 'null'],
    ['a list', ['a', 1], labels, '["a", 1]'],
    ['a long list', [1, 2, 3, 4, 5, 6], labels, '[1, 2, 3, 4, 2 more]'],
    ['an object, opened once', { a: 1, b: { c: 1 }, d: [1, 2] }, labels, '{a: 1, b: {…}, d: [2]}'],
    ['a big object', { a: 1, b: 2, c: 3, d: 4, e: 5 }, labels, '{a: 1, b: 2, c: 3, d: 4, …}'],
    ['keys that would break the line', { 'a\nb\u2028c': 1 }, specPath.child('nodeSelector'), '{a b c: 1}'],
    [
      'a whole container without its environment',
      { name: 'a', env: [{ name: 'A', value: 'hunter2' }], args: 'hunter2' },
      container,
      '{name: "a", args: (hidden), env: [1]}',
    ],
    ['a label', 'a', metadataPath.child('labels').key('team'), '"a"'],
    ['a label of that name', 'hunter2', metadataPath.child('labels').key('env'), '"hunter2"'],
    ['an option of the resolver', { name: 'ndots', value: '5' }, dnsOption, '{name: "ndots", value: "5"}'],
    [
      'an image with its digest',
      `app:1@sha256:${'a'.repeat(64)}`,
      container.child('image'),
      `"app:1@sha256:${'a'.repeat(64)}"`,
    ],
    ['an image with a port', 'registry:5000/app@sha256:ab', container.child('image'), '"registry:5000/app@sha256:ab"'],
    ['an image with a word', 'registry/secret-token:1', container.child('image'), '"registry/secret-token:1"'],
    ['the name of an env variable', 'PASSWORD', env.child('name'), '"PASSWORD"'],
    ['the name of a header', 'Authorization', header.child('name'), '"Authorization"'],
    ['a name with its value', 'PASSWORD=hunter2', env.child('name'), '"PASSWORD…"'],
    ['a header in one', 'Authorization: hunter2', header.child('name'), '"Authorization…"'],
    ['a credential in a URL', 'https://u:hunter2@h', container.child('image'), '"https://(hidden)"'],
    ['a credential in a list', ['a', '/?token=hunter2'], labels, '["a", "/?token=(hidden)"]'],
    ['a key with a word for a secret', { apiToken: 'hunter2', app: 'db' }, labels, '{apiToken: (hidden), app: "db"}'],
    ['a credential in a key', { 'token=hunter2': 1 }, labels, '{token…: (hidden)}'],
    [
      'entries by their keys',
      [{ name: 'a', env: 'hunter2' }, { image: 'b' }, 'hunter2'],
      containers,
      '["a", {…}, (hidden)]',
    ],
    ['entries with two keys', [{ containerPort: 80, protocol: 'TCP' }], container.child('ports'), '["80/TCP"]'],
    [
      'what may hold no secret, in another shape',
      { containerPort: 80 },
      container.child('ports'),
      '{containerPort: 80}',
    ],
    ['what may hold no secret, as a text', '500m', container.child('resources'), '"500m"'],
    ['a text as an object', { name: 'hunter2' }, container.child('image'), '{name: (hidden)}'],
    ['a text as an object with other keys', { hunter2: 1 }, container.child('image'), '{(hidden): (hidden)}'],
    ['what Kubernetes does not know', { A: 'hunter2' }, container.child('resources'), '{A: (hidden)}'],
    ['a misplaced number', 80, container.child('containerPort'), '80'],
    ['a misplaced switch', true, container.child('hostNetwork'), 'true'],
    ['a number in a misplaced field', 80, specPath.child('ports').index(0).child('containerPort'), '80'],
    ['a number in a map for a list', 1, containers.child('terminationGracePeriodSeconds'), '1'],
    ['an entry with an unknown field', [{ vlaue: 'hunter2' }], specPath.child('tolerations'), '[{…}]'],
    ['the field of a variable', 'metadata.nmae', fieldRef, '"metadata.nmae"'],
    [
      'the field of a variable, with a key',
      "metadata.labels['example.com/app']",
      fieldRef,
      `"metadata.labels['example.com/app']"`,
    ],
    ['the field of a variable, without its beginning', 'podIp', fieldRef, '"podIp"'],
    ['the resource of a variable', 'limits.cpus', resourceRef, '"limits.cpus"'],
    ['the resource of a variable, without its beginning', 'cpu', resourceRef, '"cpu"'],
    ['the resource of a variable, with a misspelled beginning', 'limit.cpu', resourceRef, '"limit.cpu"'],
    ['the name of a Secret', 'db', volume.child('secret', 'secretName'), '"db"'],
    ['a value for the name of a Secret', 'A=hunter2', volume.child('secret', 'secretName'), '"A…"'],
    [
      'a Secret',
      { secretName: 'db', password: 'hunter2' },
      volume.child('secret'),
      '{password: (hidden), secretName: "db"}',
    ],
  ])('%s', (_, value, path, text) => expect(show(value, path)).toBe(text));

  test.each<[string, Json, FieldPath]>([
    ['the value of an env variable', 'hunter2', env.child('value')],
    ['an env variable', { name: 'PASSWORD', value: 'hunter2' }, env],
    ['a name that may be anything', 'hunter2 b', env.child('name')],
    ['a credential before a host', 'u:hunter2@h/app', container.child('image')],
    ['a name that is not a string', 5, env.child('name')],
    ['a map for the environment', { PASSWORD: 'hunter2' }, container.child('env')],
    ['a text for a variable', 'PASSWORD=hunter2', env],
    ['a reference below env', 'hunter2', env.child('valueFrom', 'secretKeyRef', 'key')],
    ['another text for the field of a variable', 'hunter2', fieldRef],
    ['a credential for the field of a variable', 'metadata.token=hunter2', fieldRef],
    ['a sentence for the field of a variable', 'name hunter2', fieldRef],
    ['a list for the field of a variable', ['metadata.name'], fieldRef],
    ['another text for the resource of a variable', 'hunter2.cpu', resourceRef],
    ['a word that is similar to the name of a resource', 'limit', resourceRef],
    ['another word before a dot', 'hunter.cpu', resourceRef],
    ['the container of a variable', 'hunter2', resourceRef.parent.child('containerName')],
    ['a reference to a field', { fieldPath: 'metadata.name' }, fieldRef.parent],
    ['an annotation', 'hunter2', metadataPath.child('annotations').key('a')],
    ['annotations', { a: 'hunter2' }, metadataPath.child('annotations')],
    ['a text for annotations', 'token=hunter2', metadataPath.child('annotations')],
    ['the annotation of a template', 'hunter2', specPath.child('template', 'metadata', 'annotations').key('a')],
    ['the value of a header', 'hunter2', header.child('value')],
    ['a map for headers', { Authorization: 'hunter2' }, header.parent],
    ['an attribute of a volume', 'hunter2', volume.child('csi', 'volumeAttributes').key('a')],
    ['an option of a volume', 'hunter2', volume.child('flexVolume', 'options').key('a')],
    ['a label that is called so', 'hunter2', metadataPath.child('labels').key('db-password')],
    ['arguments', ['--port=80'], args],
    ['an argument', 'hunter2', args.index(1)],
    ['a command as one text', 'mysql -phunter2', container.child('command')],
    ['a command for an action', 'curl hunter2', container.child('lifecycle', 'preStop', 'exec')],
    ['a list for an action', ['curl', 'hunter2'], container.child('livenessProbe', 'exec')],
    ['an entry of it', 'hunter2', container.child('livenessProbe', 'exec').index(1)],
    ['a misspelled field', 'hunter2', container.child('enviroment', 'PASSWORD')],
    ['a number in it', 827364, container.child('enviroment', 'port')],
    ['a misplaced text', 'hunter2', container.child('hostname')],
    ['a misplaced list', ['hunter2'], specPath.child('ports')],
    ['a text in a misplaced field', 'hunter2', specPath.child('ports').index(0).child('name')],
    ['a number in place of a misplaced text', 827364, container.child('hostname')],
    ['a number in place of a misplaced list', 827364, specPath.child('ports')],
    ['a number for a misplaced switch', 827364, container.child('hostNetwork')],
    ['a number in a misplaced environment', 827364, specPath.child('env', 'port')],
    ['a number in a misplaced variable', 827364, specPath.child('env').index(0).child('port')],
    ['a number in the environment', 827364, container.child('env', 'port')],
    ['a number in a misplaced command', 827364, specPath.child('command').index(0).child('port')],
    ['a number in misplaced annotations', 827364, specPath.child('annotations', 'port')],
    ['a number in a misplaced Secret', 827364, container.child('secret', 'defaultMode')],
    ['a number in a Secret in a misplaced field', 827364, container.child('volumes').index(0).child('secret', 'items')],
    ['a number in an unknown field of a misplaced one', 827364, specPath.child('ports').index(0).child('zzz', 'port')],
    ['an option of a misplaced volume', 827364, specPath.child('flexVolume', 'options', 'port')],
    ['an unknown field', { a: 'hunter2' }, specPath.child('affinity', 'zzz')],
    ['a text for a container', 'hunter2', container],
    ['a map for containers', { PASSWORD: 'hunter2' }, containers],
    ['a text for a volume', 'hunter2', volume.child('flexVolume')],
    ['a text for a Secret', 'hunter2', volume.child('secret')],
    ['a number for its name', 827364, volume.child('secret', 'secretName')],
    ['a text for a reference', 'hunter2', specPath.child('imagePullSecrets').index(0)],
    ['variables from elsewhere', [{ prefix: 'A=hunter2' }], container.child('envFrom')],
    [
      'an annotation for a certificate',
      'hunter2',
      volume.child('projected', 'sources').index(0).child('podCertificate', 'userAnnotations').key('a'),
    ],
    ['a credential of Windows', { gmsaCredentialSpec: 'hunter2' }, container.child('securityContext').index(0)],
    ['the command of a probe', ['check', 'hunter2'], container.child('livenessProbe', 'exec', 'command')],
  ])('%s is not shown', (_, value, path) => expect(show(value, path)).toBeUndefined());

  /** A prefix before the word, and the maximum length of a label key: a DNS name of 253 characters, `/`, and 63 characters. */
  const prefix = `${'a'.repeat(250)}.io`;
  test.each([
    'password',
    'DB_PASSWORD',
    'apiToken',
    'DB_PASSWORDS',
    'dbPasswordOld',
    'password2',
    'passwds',
    'passcodes',
    'example.com/passphrases',
    'DB_PASS',
    'pwds',
    'dbPw',
    'pwHash',
    'pws-2',
    'DBPW',
    'rootpw',
    'SSH_KEY',
    'chapSecret',
    'iscsi-chap',
    'secrets',
    'tokens',
    'tokenId',
    'JWTS',
    'credentials3',
    'aws-creds',
    'DBCREDS',
    'dbCred',
    'auths',
    'cookies',
    'urlSig',
    'imageSignatures',
    'apiKeys',
    'connectionStrings',
    'example.com/api-key',
    'internal.platform.configuration.mycompany.example.com/database-password',
    'password.internal.platform.configuration.mycompany.example.com/database',
    'the-name-of-this-label-is-as-long-as-a-name-may-be-db-credential',
    `${prefix}/token`,
    `${prefix}/${'a'.repeat(63 - '-secret'.length)}-secret`,
    `${'a'.repeat(400)}-password`,
    `${'a'.repeat(400)}/password`,
    `password${'a'.repeat(400)}`,
    `a/${'a'.repeat(400)}password${'a'.repeat(400)}`,
  ])('the value of the key %s is not shown', (key) => {
    for (const map of [labels, specPath.child('nodeSelector'), specPath.child('selector', 'matchLabels')]) {
      expect(show('hunter2 hunter2', map.key(key))).toBeUndefined();
      expect(show({ [key]: 'hunter2 hunter2' }, map)).not.toContain('hunter2');
    }
  });

  test.each([
    'app.kubernetes.io/name',
    'author',
    'authority',
    'passenger',
    'passThrough',
    'passes',
    'passwordless',
    'significant',
    'sigs.k8s.io/name',
    'sigTerm',
    'designated',
    'tokenizer',
    'TOKENIZER',
    'sacred',
    'credit',
    'incredible',
    'pwm',
    'keyboard',
    'chapter',
    'ssh-keygen',
    'internal.platform.configuration.mycompany.example.com/database',
    `${prefix}/${'a'.repeat(63)}`,
  ])('the value of the key %s is shown', (key) => expect(show('db', labels.key(key))).toBe('"db"'));

  test('a long name does not take long', () => {
    for (const piece of ['a', '/', 'pass', 'auth', 'secret-', 'token/']) {
      const key = piece.repeat(1_000_000);
      for (let i = 0; i < 100; i++) expect(show('hunter2', labels.key(key))).toBeUndefined();
    }
  });

  test('no value is longer than 120 characters', () => {
    expect(show('x'.repeat(1000), container.child('image'))).toHaveLength(120);
    expect(show(['x'.repeat(1000), 'y'.repeat(1000)], labels)).toHaveLength(120);
    expect(show('\\'.repeat(1000), container.child('image'))).toBe(`"${'\\'.repeat(117)}…"`);
  });
});

/** Without a limit of the length. */
const whole = (text: string): string => showText(text, Infinity);

describe('credentials in a string', () => {
  test.each([
    'PASSWORD=',
    'a DB_PASSWORD_FILE=',
    'dbPassword=',
    'DB_PASSWORDS=',
    '/passwords=',
    'apiTokens=',
    'signatures=',
    'password:',
    'passwords:',
    'PASSWORD2:',
    '/a?token=',
    '/a?x=1&sig=',
    '/a?key=',
    '--pwd=',
    '--jwt=',
    '--bearer=',
    '--dsn=',
    '--password ',
    'run --api-key ',
    '--from-literal=',
    'Authorization: ',
    'X-Api-Key: ',
    'Set-Cookie: ',
    '"client_secret": ',
    '{"password":"',
    'AWS_SECRET_ACCESS_KEY=',
    'accessKey=',
    'Bearer ',
    'basic ',
    'postgres://',
    'PASSWORD_FOR_THE_PRODUCTION_DATABASE_OF_BILLING=',
    `TOKEN_${'A'.repeat(1900)}=`,
    `${'a'.repeat(1900)}.secret: `,
    'token.access key=',
    'aws_secret_access key: ',
    'secret_connection string=',
    'TOKEN          =',
    '"token":',
    "{'api-key':",
    'token :',
    'password:',
    'DB_PASSWD:',
    'pwd :',
    '"password" : ',
    `--${'a'.repeat(200)}-password `,
    '["--password","',
    '["run","--password","',
    '["--password", ',
    '[\\"--db-token\\",\\"',
    '[run,--password,',
    'password[]=',
    'passwords[0]=',
    'password[db][0]=',
    'user[password]=',
    'X-Api-Key:',
    'X-Auth-Token:',
    'Authorization:',
    'Set-Cookie:',
    'API_KEY:',
    'SSH_KEY=',
    'sshKey: ',
    'SIGNING_KEY=',
    'master-key=',
    'DBPW=',
    'dbpw: ',
    'ROOTPWS=',
    'iqn.2026-01.com.example:chap=',
  ])('%s', (mark) => {
    const credential = mark.endsWith('//') ? 'u:hunter2@db' : 'hunter2 hunter2';
    expect(whole(`a ${mark}${credential}`)).toBe(`a ${mark}(hidden)`);
  });

  test.each([
    'u:hunter2@h',
    'eyJhbGciOiJIUzI1NiJ9.e30.x',
    '-----BEGIN PRIVATE KEY-----',
    'AKIAIOSFODNN7EXAMPLE',
    `ghp_${'a'.repeat(36)}`,
    `sk_test_${'a'.repeat(24)}`,
    `rk_live_${'a'.repeat(24)}`,
    `SG.${'a'.repeat(22)}.${'b'.repeat(43)}`,
  ])('%s', (credential) => expect(whole(`a ${credential} b`)).toBe('a (hidden)'));

  test.each([
    'registry.example.com:5000/secret/token:1.2',
    'registry/token:1.2',
    'my-secret:latest',
    'auth:8080',
    'token.example.com:443/api-key:v1',
    'password-manager:1.2',
    'token:hunter2',
    'jwt:hunter2',
    'registry/x-api-key:1.2',
    'Secret-Registry:5000/web:1',
    'X-Forwarded-For:10.0.0.1',
    'Content-Type:text/plain',
    'ssh-keygen: done',
    'chapter=1',
    'keys[0]=a',
    'SG.example.com',
    '["--port","80"]',
    '["secret","token"]',
    'app@sha256:0123',
    'kubectl edit pod web -n default --subresource resize',
    'use one of metadata.name, spec.serviceAccountName',
    'keep the token volume and its mounts',
    'author=bob',
    'design=1',
    '2026-01-02T03:04:05Z',
    'https://example.com/a',
    'me@example.com',
    'password',
  ])('%s is not a credential', (text) => expect(whole(text)).toBe(text));

  test('a long text does not take long', () => {
    for (const piece of [
      '-',
      'pass',
      'token ',
      'a:',
      '://',
      '@:',
      'authpw',
      '--token-',
      'eyJ',
      'sig"',
      "jwt' ",
      'pwd key',
      '-password,',
      'token[',
      'token[a]',
      'X-Token-',
      'API_',
      'SG.aaaaaaaaaaaaaaaa',
    ]) {
      const text = piece.repeat(1_000_000);
      for (let i = 0; i < 100; i++) expect(showText(text).length).toBeLessThanOrEqual(text.length);
    }
  });
});

test.each([
  ['PASSWORD', 'PASSWORD'],
  ['example.com/a_b-c.d', 'example.com/a_b-c.d'],
  ['PASSWORD=hunter2', 'PASSWORD…'],
  ['Authorization: hunter2', 'Authorization…'],
  ['=hunter2', '…'],
  ['hunter2 x', '(hidden)'],
  ['827364', '(hidden)'],
  ['', ''],
  ['curl -H "A: hunter2', '(hidden)'],
  ['eyJhbGciOiJIUzI1NiJ9', '(hidden)'],
  ['"PASSWORD=hunter2"', '(hidden)'],
])('the name %j is shown as %s', (name, shown) =>
  expect(nameAt(name, metadataPath.child('annotations').key(name))).toBe(shown),
);

test.each([
  [metadataPath.child('annotations').key('example.com/a'), 'metadata.annotations[example.com/a]'],
  [metadataPath.child('annotations').key('token=hunter2'), 'metadata.annotations[token…]'],
  [metadataPath.child('labels').key('env'), 'metadata.labels[env]'],
  [metadataPath.child('labels').key('token=hunter2'), 'metadata.labels[token…]'],
  [metadataPath.child('labels').key('a\u001b[2J\u202e'), 'metadata.labels[a [2J ]'],
  [env.child('hunter2 x', 'y'), 'spec.containers[0].env[0].(hidden).(hidden)'],
  [env.child('PASSWORD', 'hunter2'), 'spec.containers[0].env[0].PASSWORD.(hidden)'],
  [env.child('value', 'hunter2'), 'spec.containers[0].env[0].value.(hidden)'],
  [args.child('hunter2'), 'spec.containers[0].args.(hidden)'],
  [container.child('A=hunter2'), 'spec.containers[0].A…'],
  [container.child('curl hunter2'), 'spec.containers[0].(hidden)'],
])('a path is shown without hidden parts: %#', (path, shown) => expect(showPath(path)).toBe(shown));

test('a pointer is shown without hidden parts', () => {
  expect(showPointer('/spec/containers/0/image')).toBe('/spec/containers/0/image');
  expect(showPointer('/metadata/annotations/example.com~1a')).toBe('/metadata/annotations/example.com~1a');
  expect(showPointer('/metadata/annotations/token=hunter2')).toBe('/metadata/annotations/token…');
  expect(showPointer('')).toBe('');
});

test.each([
  ['/spec/containers/0/env/0', '/spec/containers/0/env/0'],
  ['/spec/containers/0/env/12/name', '/spec/containers/0/env/12/name'],
  ['/spec/containers/0/env/0/valueFrom/secretKeyRef/key', '/spec/containers/0/env/0/valueFrom/secretKeyRef/key'],
  ['/spec/containers/10/args/3', '/spec/containers/10/args/3'],
  ['/spec/containers/0/lifecycle/postStart/exec/command/1', '/spec/containers/0/lifecycle/postStart/exec/command/1'],
  [
    '/spec/containers/0/livenessProbe/httpGet/httpHeaders/2/value',
    '/spec/containers/0/livenessProbe/httpGet/httpHeaders/2/value',
  ],
  ['/spec/tolerations/12345/key', '/spec/tolerations/12345/key'],
  ['/spec/containers/0/livenessProbe/exec/A=hunter2', '/spec/containers/0/livenessProbe/exec/A…'],
  ['/spec/containers/0/env/827361', '/spec/containers/0/env/(hidden)'],
  ['/metadata/annotations/1234', '/metadata/annotations/(hidden)'],
])('list indexes are shown in a pointer, and keys without a letter are not: %s', (pointer, shown) => {
  expect(showPointer(pointer)).toBe(shown);
});
