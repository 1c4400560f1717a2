/** One request of a command to the cluster of a kubeconfig, with limits for its time and its answer. */
import {
  ApiException,
  createConfiguration,
  RequestContext,
  type HttpMethod,
  type KubeConfig,
} from '@kubernetes/client-node';
import { stringAt, type Json } from '../json/json.ts';
import { reasonOf } from '../text/errors.ts';
import { readAtMost, tooLarge } from './request.ts';

interface Asked {
  readonly method: HttpMethod;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly ms: number;
  readonly maxBytes: number;
}

/**
 * The answer of the API server. Undefined if it is not JSON. Throws an ApiException for any status but 2xx. The clients of the library for the kinds
 * are not used, because they have no limits, and that of all core kinds would make the image 3 MB larger.
 */
export async function ask(config: KubeConfig, asked: Asked): Promise<Json | undefined> {
  const { method, path, query = {}, ms, maxBytes } = asked;
  const request = new RequestContext(`${config.getCurrentCluster()!.server.replace(/\/+$/, '')}${path}`, method);
  for (const [name, value] of Object.entries(query)) request.setQueryParam(name, value);
  request.setHeaderParam('Accept', 'application/json');
  request.setHeaderParam('User-Agent', 'podward');
  await config.applySecurityAuthentication(request);
  // A command of the kubeconfig, in which a user may log in, takes its own time.
  request.setSignal(AbortSignal.timeout(ms));
  const { httpStatusCode, body, headers } = await createConfiguration().httpApi.send(request).toPromise();
  const bytes = await readAtMost(maxBytes, body.stream() ?? []);
  if (bytes === undefined) throw new Error(tooLarge(maxBytes));
  const text = bytes.toString();
  if (httpStatusCode < 200 || httpStatusCode > 299) throw new ApiException(httpStatusCode, '', text, headers);
  return jsonIn(text);
}

/** The message of the API server, or the reason why it could not be reached. */
export function answerOf(error: unknown): string {
  if (error instanceof ApiException) return reasonOf(`${error.code} ${messageOf(error)}`);
  const { name, cause } = Object(error) as { readonly name?: unknown; readonly cause?: unknown };
  if (name === 'TimeoutError') return 'there was no complete answer in time';
  // undici says only `fetch failed`.
  return reasonOf(cause ?? error);
}

/** The Status of the API server. Undefined if the answer is not JSON, as that of a proxy may be. */
export const statusIn = (error: ApiException<unknown>): Json | undefined => jsonIn(String(error.body));

function messageOf(error: ApiException<unknown>): string {
  const status = statusIn(error);
  return status === undefined ? String(error.body).slice(0, 200) : (stringAt(status, 'message') ?? '');
}

function jsonIn(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
