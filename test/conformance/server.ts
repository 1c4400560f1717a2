/** Asks an API server for its verdict on an object: a strict dry run, as in `kubectl create --dry-run=server --validate=strict`. */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import type { Cluster } from '../../devcluster/cluster.ts';
import { credentialFiles, tokenOf } from '../../devcluster/credentials.ts';
import { isObject, isSet, stringAt, type JsonObject } from '../../src/json/json.ts';
import { apiVersionOf, kinds } from '../../src/kubernetes/kinds.ts';
import type { Verdict } from './verdicts.ts';

/** Plugins that refuse or change an object because of other objects in the cluster, which no manifest has. */
export const withoutPlugins = [
  'NamespaceLifecycle',
  'PodSecurity',
  'ServiceAccount',
  'Priority',
  'RuntimeClass',
] as const;

interface Server {
  verdict(text: string): Promise<Verdict>;
  close(): void;
}

export function createServer({ dir, server }: Cluster): Server {
  const ca = readFileSync(credentialFiles(dir).ca, 'utf8');
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const post = (path: string, body: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${tokenOf(dir, 'admin')}`, 'content-type': 'application/json' };
      const call = request(server + path, { method: 'POST', agent, ca, headers, timeout: 30_000 }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (text += part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as Status }));
        response.on('error', reject);
      });
      call.on('timeout', () => call.destroy(new Error(`POST ${path} received no response within 30 s`)));
      call.on('error', reject);
      call.end(body);
    });
  return {
    async verdict(text) {
      const object = JSON.parse(text) as JsonObject;
      const facts = kinds.find(({ kind }) => kind === object['kind'])!;
      const apiVersion = apiVersionOf(facts);
      const namespace = encodeURIComponent(stringAt(object, 'metadata', 'namespace') || 'default');
      const group = facts.group === '' ? 'api' : 'apis';
      const path = `/${group}/${apiVersion}/namespaces/${namespace}/${facts.resource}?dryRun=All&fieldValidation=Strict`;
      const answer = await post(path, JSON.stringify({ ...withAccount(object), apiVersion }));
      const verdict = verdictOf(answer);
      // kubectl does not send an object of another version. The fields are those of the version that is served.
      return object['apiVersion'] === apiVersion ? verdict : { is: 'version', fields: verdict.fields };
    },
    close: () => agent.destroy(),
  };
}

/** What the plugin ServiceAccount adds to a Pod, in every cluster. */
function withAccount(object: JsonObject): JsonObject {
  const { kind, spec } = object;
  if (kind !== 'Pod' || !isObject(spec) || isSet(spec['serviceAccountName']) || isSet(spec['serviceAccount']))
    return object;
  return { ...object, spec: { ...spec, serviceAccountName: 'default' } };
}

interface Answer {
  readonly status: number;
  readonly body: Status;
}
interface Status {
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly field?: string }[] };
}

function verdictOf({ status, body }: Answer): Verdict {
  if (status === 201) return { is: 'allowed', fields: [] };
  const message = body.message ?? '';
  const causes = [...new Set((body.details?.causes ?? []).flatMap(({ field }) => field ?? []))].toSorted();
  if (status === 422) return { is: 'refused', fields: causes };
  if (status === 400) return { is: 'decoder', fields: fieldsIn(message) };
  throw new Error(`The API server returned HTTP status ${status}: ${message.slice(0, 300)}`);
}

/** Of a field of the wrong type, the message has the path without indexes, and with the names of embedded Go types. */
const fieldsIn = (message: string): string[] =>
  [...message.matchAll(/unknown field "([^"]+)"|Go struct field \w+\.([\w.]+) of type/g)]
    .map(([, unknown, wrong]) => unknown ?? wrong!.replace(/\.[A-Z]\w*/g, ''))
    .toSorted();
