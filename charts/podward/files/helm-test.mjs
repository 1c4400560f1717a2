// Run by `helm test`. Podward must allow an update that changes nothing, and reject one that changes fields that are immutable. If it requires a
// client certificate, it must refuse the connection, because only the API server has one.
import https from 'node:https';
import tls from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';

const pod = (spec) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'helm-test', namespace: 'default', uid: '00000000-0000-4000-8000-000000000001' },
  spec: { restartPolicy: 'Always', nodeName: 'a', containers: [{ name: 'web', image: 'web:1' }], ...spec },
});

const review = (object) => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: {
    uid: '00000000-0000-4000-8000-000000000002',
    kind: { group: '', version: 'v1', kind: 'Pod' },
    resource: { group: '', version: 'v1', resource: 'pods' },
    name: 'helm-test',
    namespace: 'default',
    operation: 'UPDATE',
    userInfo: { username: 'helm-test', groups: ['system:authenticated'] },
    dryRun: true,
    object,
    oldObject: pod(),
  },
});

const send = (body) =>
  new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      ca: process.env.PODWARD_CA,
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(10_000),
    };
    const request = https.request(`${process.env.PODWARD_URL}/validate/deny?timeout=10s`, options, async (response) => {
      try {
        let text = '';
        for await (const chunk of response.setEncoding('utf8')) text += chunk;
        if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}: ${text.slice(0, 500)}`);
        resolve(JSON.parse(text).response);
      } catch (error) {
        reject(error);
      }
    });
    request.on('error', reject);
    request.end(JSON.stringify(body));
  });

const noAnswer = 'no answer within 10 seconds';

// After an installation, a second or two pass until every node resolves the name of the Service and has a route to its Pods.
const notYet = new Set(['ECONNREFUSED', 'EAI_AGAIN', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH']);
const lastAttempt = Date.now() + 30_000;

const retried = async (attempt) => {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!notYet.has(error.code) || Date.now() > lastAttempt) throw error;
      await sleep(500);
    }
  }
};

const cases = [
  ['an update that changes nothing', pod(), true],
  [
    'an update of restartPolicy, nodeName and the name of a container',
    pod({ restartPolicy: 'Never', nodeName: 'b', containers: [{ name: 'other', image: 'web:1' }] }),
    false,
  ],
];

// Resolves if the server refuses the connection with the alert for a missing certificate. A server that closes connections is broken. No request is
// sent: the server would close the connection before it reads it, and the reset would arrive before the alert.
const refusal = () =>
  new Promise((resolve, reject) => {
    const { hostname: host, port } = new URL(process.env.PODWARD_URL);
    const socket = tls.connect({ host, servername: host, port: port || 443, ca: process.env.PODWARD_CA });
    // If the handshake has succeeded on this side (`authorized`), a server that refuses the connection would have sent the alert.
    socket.setTimeout(10_000, () =>
      socket.destroy(new Error(socket.authorized ? 'a client without a certificate is served' : noAnswer)),
    );
    socket.on('error', (error) =>
      error.code === 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' ? resolve() : reject(error),
    );
    socket.on('close', () => reject(new Error('the connection was closed without a TLS alert')));
    socket.resume();
  });

try {
  if (process.env.PODWARD_REFUSES) {
    await retried(refusal);
    console.log('ok: a client without a certificate is refused');
    process.exit();
  }
  for (const [what, object, wanted] of cases) {
    const answer = await retried(() => send(review(object)));
    const passed = answer.allowed === wanted;
    console.log(`${passed ? 'ok' : 'FAILED'}: ${what} is ${answer.allowed ? 'allowed' : 'rejected'}`);
    if (answer.status?.message) console.log(answer.status.message);
    if (!passed) process.exitCode = 1;
  }
} catch (error) {
  // The code is that of the signal in `send`.
  console.error(`FAILED: ${process.env.PODWARD_URL}: ${error.code === 'ABORT_ERR' ? noAnswer : error.message}`);
  process.exitCode = 1;
}
