/** Writes objects with the token of the Pod. `podward serve` uses it only with --events. */
import { Agent } from 'node:https';
import { isObject, type Json, type JsonObject } from '../json/json.ts';
import type { Called, CallFailure, ClusterCalls } from '../kubernetes/apiserver/calls.ts';
import { reasonOf } from '../text/errors.ts';
import { maxCallAnswerBytes, maxTokenBytes, writeMs } from './limits.ts';
import { readSmallFile, send, type Answer, type ApiServer, type Call } from './request.ts';

/** The file with the token is read for each request, because the kubelet replaces the token before it expires. */
export function createClient(server: ApiServer, tokenFile: string): ClusterCalls {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, timeout: 60_000 });
  const stop = new AbortController();
  const call = async (method: Call['method'], path: string, type: string, object: JsonObject): Promise<Called> => {
    let token: string;
    try {
      token = (await readSmallFile(tokenFile, maxTokenBytes)).trim();
      if (!/^[\x21-\x7e]+$/.test(token)) throw new Error('it must contain a token');
    } catch (error) {
      return { failure: 'forbidden', detail: `${tokenFile} cannot be used: ${reasonOf(error)}` };
    }
    const body = JSON.stringify(object);
    const answer = await send(server, {
      method,
      path,
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': type,
        'Content-Length': String(Buffer.byteLength(body)),
      },
      body,
      agent,
      ms: writeMs,
      maxBytes: maxCallAnswerBytes,
      stop: stop.signal,
    });
    return calledOf(answer);
  };
  return {
    create: (path, object) => call('POST', path, 'application/json', object),
    patch: (path, object) => call('PATCH', path, 'application/merge-patch+json', object),
    close() {
      stop.abort();
      agent.destroy();
    },
  };
}

function calledOf(answer: Answer): Called {
  if ('failure' in answer) return { failure: 'unavailable', detail: answer.detail };
  const { status, text } = answer;
  if (status < 200 || status > 299) return { failure: failureOf(status), detail: `the status is ${status}` };
  try {
    const object = JSON.parse(text) as Json;
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
