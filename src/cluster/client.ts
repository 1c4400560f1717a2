/** Reads and writes objects with the token of the Pod. `podward serve` uses it only with --events or --mode-check. */
import { Agent } from 'node:https';
import { isObject, type Json, type JsonObject } from '../json/json.ts';
import type { Called, CallFailure, ClusterCalls, Read } from '../kubernetes/apiserver/calls.ts';
import { reasonOf } from '../text/errors.ts';
import { maxCallAnswerBytes, maxTokenBytes, writeMs } from './limits.ts';
import { readSmallFile, send, type Answer, type ApiServer, type Call } from './request.ts';

/** The file with the token is read for each request, because the kubelet replaces the token before it expires. */
export function createClient(server: ApiServer, tokenFile: string): ClusterCalls {
  const agentOf = (): Agent => new Agent({ keepAlive: true, maxSockets: 1, timeout: 60_000 });
  // A review waits for what is read, and must not wait for what is written.
  const agents = { read: agentOf(), write: agentOf() };
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
    return readOf(await send(server, { ...sent, headers, stop: stop.signal }));
  };
  const write = async (method: Call['method'], path: string, type: string, object: JsonObject): Promise<Called> => {
    const body = JSON.stringify(object);
    const headers = { 'Content-Type': type, 'Content-Length': String(Buffer.byteLength(body)) };
    const limits = { ms: writeMs, maxBytes: maxCallAnswerBytes };
    return objectIn(await call({ method, path, headers, body, agent: agents.write, ...limits }));
  };
  return {
    read: (path, limits) => call({ method: 'GET', path, agent: agents.read, ...limits }),
    create: (path, object) => write('POST', path, 'application/json', object),
    patch: (path, object) => write('PATCH', path, 'application/merge-patch+json', object),
    close() {
      stop.abort();
      agents.read.destroy();
      agents.write.destroy();
    },
  };
}

function readOf(answer: Answer): Read {
  if ('failure' in answer) return { failure: 'unavailable', detail: answer.detail };
  const { status, text } = answer;
  return status < 200 || status > 299 ? { failure: failureOf(status), detail: `the status is ${status}` } : { text };
}

function objectIn(read: Read): Called {
  if ('failure' in read) return read;
  try {
    const object = JSON.parse(read.text) as Json;
    if (isObject(object)) return { object };
  } catch {
    // Like any other answer that is not an object.
  }
  return { failure: 'refused', detail: 'the answer is not a JSON object' };
}

function failureOf(status: number): CallFailure {
  if (status === 401 || status === 403) return 'forbidden';
  if (status === 404) return 'missing';
  if (status === 409) return 'conflict';
  return status === 429 || status >= 500 ? 'unavailable' : 'refused';
}
