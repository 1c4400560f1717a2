/** The API server that `podward serve` asks for its version, reads Pods from, and writes to. */
import { InvalidArgumentError } from 'commander';
import type { ClusterCalls } from '../kubernetes/apiserver/calls.ts';
import type { AskVersion } from '../server/versions.ts';

export interface ApiServerFlags {
  readonly learnVersion: boolean;
  readonly apiServer?: string;
  readonly apiServerCa?: string;
  readonly apiServerToken?: string;
  readonly events?: boolean;
  readonly modeCheck?: boolean;
  readonly reports?: boolean;
  readonly reportsOwner?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Undefined if none is asked: the flags say so, or this is not a Pod and no API server is given. */
export function askVersionWith(
  { learnVersion, apiServer, apiServerCa: caFile }: ApiServerFlags,
  environment: Environment,
): AskVersion | undefined {
  const url = apiServer ?? urlInPod(environment);
  if (!learnVersion || url === undefined) return undefined;
  return async (stop) => {
    // Other commands do not wait for this module.
    const { askVersion } = await import('../cluster/api-server.ts');
    return askVersion({ url, caFile }, stop);
  };
}

export type MakeCalls = () => Promise<ClusterCalls>;

/** Undefined without a flag that needs calls. A text says which flag is missing. */
export function callsWith(flags: ApiServerFlags, environment: Environment): MakeCalls | string | undefined {
  const { events, modeCheck, reports, reportsOwner, apiServerCa: caFile, apiServerToken: tokenFile } = flags;
  if (reportsOwner !== undefined && reports !== true) return '--reports-owner requires --reports.';
  const given = Object.entries({ '--events': events, '--mode-check': modeCheck, '--reports': reports });
  const [flag] = given.find(([, isSet]) => isSet === true) ?? [];
  if (flag === undefined)
    return tokenFile === undefined ? undefined : '--api-server-token requires --events, --mode-check or --reports.';
  if (tokenFile === undefined) return `${flag} requires --api-server-token.`;
  const url = flags.apiServer ?? urlInPod(environment);
  if (url === undefined) return `${flag} requires --api-server outside of a cluster.`;
  return async () => {
    const { createClient } = await import('../cluster/client.ts');
    return createClient({ url, caFile }, tokenFile);
  };
}

/** The kubelet sets these variables in every container, whatever enableServiceLinks is. */
export function urlInPod({
  KUBERNETES_SERVICE_HOST: host,
  KUBERNETES_SERVICE_PORT: port,
}: Environment): string | undefined {
  if (host === undefined || host === '' || port === undefined || port === '') return undefined;
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Parses the value of --api-server. */
export function apiServerUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null) throw new InvalidArgumentError('Use a URL such as https://192.0.2.1:6443.');
  if (url.protocol !== 'https:') throw new InvalidArgumentError('Use a URL that begins with https://.');
  if (url.username !== '' || url.password !== '')
    throw new InvalidArgumentError('Use a URL without a user name and a password.');
  if (url.search !== '' || url.hash !== '') throw new InvalidArgumentError('Use a URL without ? and #.');
  return text;
}
