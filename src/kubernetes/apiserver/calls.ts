/** What the server asks of an API server with a token. src/cluster/client.ts implements it. */
import type { JsonObject } from '../../json/json.ts';

/** Why an object could not be read or written. */
export type CallFailure =
  /** The API server could not be reached, did not answer in time, or is overloaded. */
  | 'unavailable'
  /**
   * The API server answered with an error of its own (5xx or 408), which may pass and may be about this object only. Or the answer is a redirect, or
   * not a JSON object, as that of a load balancer may be.
   */
  | 'failed'
  /** The token or a permission is missing. */
  | 'forbidden'
  /** A ResourceQuota is exceeded. */
  | 'quota'
  /** An admission webhook or policy refuses the object. */
  | 'denied'
  /** The object or its kind does not exist. */
  | 'missing'
  /** The namespace does not exist, or is being deleted. */
  | 'gone'
  /** The object was changed in the meantime, or exists already. */
  | 'conflict'
  /** The answer exceeds the limit of the request, or the object exceeds a limit of the API server. */
  | 'too large'
  /** Any other answer. */
  | 'refused';

export interface Failed<F extends CallFailure = CallFailure> {
  readonly failure: F;
  /** The end of a sentence. Contains nothing of an object. */
  readonly detail: string;
  /** There was no complete answer within the time of the request. */
  readonly isLate?: true;
}

export type Called = { readonly object: JsonObject } | Failed;

export const hasFailed = <F extends CallFailure>(called: Called, failure: F): called is Failed<F> =>
  'failure' in called && called.failure === failure;

/** An answer that is not parsed, because it may be large. */
export type Read = { readonly bytes: Buffer } | Failed;

/** The limits of a request. */
export interface ReadLimits {
  readonly ms: number;
  readonly maxBytes: number;
}

/** No function rejects. */
export interface ClusterCalls {
  read(path: string, limits: ReadLimits): Promise<Read>;
  get(path: string): Promise<Called>;
  create(path: string, object: JsonObject): Promise<Called>;
  /** The object must have the resourceVersion that it is based on. */
  replace(path: string, object: JsonObject): Promise<Called>;
  /** Sends a merge patch. */
  patch(path: string, patch: JsonObject): Promise<Called>;
  close(): void;
}
