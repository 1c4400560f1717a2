/** Asks an API server for its version, as anyone may do by default (ClusterRole system:public-info-viewer): without a token. */
import type { Json } from '../json/json.ts';
import { minorsOf, type VersionAnswer } from '../kubernetes/apiserver/version.ts';
import { askMs, maxAnswerBytes } from './limits.ts';
import { send, type Answer, type ApiServer } from './request.ts';

/** One request on a new connection, so that a load balancer can choose another API server for each. Never rejects. */
export async function askVersion(server: ApiServer, stop: AbortSignal): Promise<VersionAnswer> {
  return versionIn(await send(server, { method: 'GET', path: '/version', ms: askMs, maxBytes: maxAnswerBytes, stop }));
}

export function versionIn(answer: Answer): VersionAnswer {
  if ('failure' in answer) {
    const { failure, detail } = answer;
    return failure === 'too large' ? wrong(detail) : { failure, detail };
  }
  const { status, bytes } = answer;
  if (status !== 200) return { failure: 'status', detail: statusWords(status) };
  try {
    const minors = minorsOf(JSON.parse(bytes.toString()) as Json);
    return minors === undefined ? wrong('the answer does not contain a version of Kubernetes 1') : { minors };
  } catch {
    return wrong('the answer is not JSON');
  }
}

const wrong = (detail: string): VersionAnswer => ({ failure: 'answer', detail });

function statusWords(status: number): string {
  if (status === 401 || status === 403) return `the status is ${status}, so anonymous requests are not allowed`;
  if (status >= 300 && status < 400) return `the status is ${status}, and redirects are not followed`;
  return `the status is ${status}`;
}
