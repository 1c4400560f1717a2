/** Reads and writes objects with the token of the Pod. `podward serve` uses it only with --events, --mode-check or --reports. */
import { Agent } from 'node:https';
import { isObject, listAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import type { Called, CallFailure, ClusterCalls, Read } from '../kubernetes/apiserver/calls.ts';
import { reasonOf } from '../text/errors.ts';
import { idleMs, maxCallAnswerBytes, maxTokenBytes, writeMs } from './limits.ts';
import { readSmallFile, send, type Answer, type ApiServer, type Call } from './request.ts';

interface Sent {
  readonly type: string;
  readonly object: JsonObject;
}

/** The file with the token is read for each request, because the kubelet replaces the token before it expires. */
export function createClient(server: ApiServer, tokenFile: string): ClusterCalls {
  const agentOf = (maxSockets: number): Agent => new Agent({ keepAlive: true, maxSockets, timeout: idleMs });
  // A review waits for what is read, and must not wait for what is written. Events and reports do not wait for each other.
  const agents = { read: agentOf(1), write: agentOf(2) };
  const stop = new AbortController();
  const call = async (sent: Omit<Call, 'stop'>): Promise<Read> => {
    let token: string;
    try {
      token = (await readSmallFile(tokenFile, maxTokenBytes)).trim();
      if (!/^[\x21-\x7e]+$/.test(token)) throw new Error('it must contain a token');
    } catch (error) {
      return { failure: 'forbidden', detail: `${tokenFile} cannot be used: ${reasonOf(error)}` };
    }
    const headers = { ...sent.headers, Authorization: `Bearer ${token}` };
    const read = readIn(await send(server, { ...sent, headers, stop: stop.signal }));
    return 'failure' in read ? { ...read, detail: `${read.detail} (${actionOf(sent)})` } : read;
  };
  const callOf = async (method: Call['method'], path: string, sent?: Sent): Promise<Called> => {
    const at = { method, path, agent: agents.write, ms: writeMs, maxBytes: maxCallAnswerBytes };
    if (sent === undefined) return calledIn(await call(at));
    const body = textOf(sent.object);
    if (body === undefined) return { failure: 'refused', detail: 'the object is nested too deeply' };
    const headers = { 'Content-Type': sent.type, 'Content-Length': String(Buffer.byteLength(body)) };
    return calledIn(await call({ ...at, headers, body }));
  };
  return {
    read: (path, limits) => call({ method: 'GET', path, agent: agents.read, ...limits }),
    get: (path) => callOf('GET', path),
    create: (path, object) => callOf('POST', path, { type: 'application/json', object }),
    replace: (path, object) => callOf('PUT', path, { type: 'application/json', object }),
    patch: (path, object) => callOf('PATCH', path, { type: 'application/merge-patch+json', object }),
    close() {
      stop.abort();
      agents.read.destroy();
      agents.write.destroy();
    },
  };
}

/** Undefined if the object is nested too deeply, as one of a CustomResourceDefinition that keeps unknown fields may be. */
export function textOf(object: JsonObject): string | undefined {
  try {
    return JSON.stringify(object);
  } catch {
    return undefined;
  }
}

export function readIn(answer: Answer): Read {
  if ('failure' in answer) {
    const { failure, detail } = answer;
    if (failure === 'timeout') return { failure: 'unavailable', detail, isLate: true };
    return { failure: failure === 'too large' ? failure : 'unavailable', detail };
  }
  const { status, bytes } = answer;
  if (status >= 200 && status <= 299) return { bytes };
  return { failure: failureOf(status, objectIn(bytes)), detail: `the status is ${status}` };
}

/** Without the name of the object: `patch events.events.k8s.io in namespace shop`. */
function actionOf({ method, path }: Pick<Call, 'method' | 'path'>): string {
  const [, group, namespace, resource = '', name] =
    /^\/api(?:s\/([^/]+))?\/[^/]+(?:\/namespaces\/([^/]+))?\/([^/?]+)(\/)?/.exec(path) ?? [];
  const verb = { GET: name === undefined ? 'list' : 'get', POST: 'create', PUT: 'update', PATCH: 'patch' }[method];
  const what = group === undefined ? resource : `${resource}.${group}`;
  return `${verb} ${what}${namespace === undefined ? '' : ` in namespace ${namespace}`}`;
}

export function calledIn(read: Read): Called {
  if ('failure' in read) return read;
  const object = objectIn(read.bytes);
  return object === undefined ? { failure: 'failed', detail: 'the answer is not a JSON object' } : { object };
}

function objectIn(bytes: Buffer): JsonObject | undefined {
  try {
    const object = JSON.parse(bytes.toString()) as Json;
    return isObject(object) ? object : undefined;
  } catch {
    return undefined;
  }
}

/** `status` is the Status object of the API server, if it sent one. */
function failureOf(code: number, status: JsonObject | undefined): CallFailure {
  // k8s.io/apiserver pkg/admission/plugin/namespace/lifecycle/admission.go
  if (code === 404 && stringAt(status, 'details', 'kind') === 'namespaces') return 'gone';
  const causes = listAt(status, 'details', 'causes');
  if (code === 403 && causes.some((cause) => stringAt(cause, 'reason') === 'NamespaceTerminating')) return 'gone';
  const message = stringAt(status, 'message') ?? '';
  if (code === 403 && /\b(?:exceeded|failed|insufficient|unknown for) quota\b/.test(message)) return 'quota';
  if (/^admission webhook "|\bdenied request: /.test(message)) return 'denied';
  if (code === 401 || code === 403) return 'forbidden';
  if (code === 404) return 'missing';
  if (code === 409) return 'conflict';
  // What etcd refuses, and what its client refuses, comes with the status 500.
  if (code === 413 || /\brequest is too large\b|\bmessage larger than max\b/.test(message)) return 'too large';
  if (code === 429 || code === 503) return 'unavailable';
  // A redirect is the answer of something before the API server.
  return code >= 500 || code === 408 || (code >= 300 && code <= 399) ? 'failed' : 'refused';
}
