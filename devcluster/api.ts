import { Agent, request } from 'node:https';

interface ApiAccess {
  server: string;
  ca: string;
  token: string;
}

/** Reads from an API server, for requests that are too frequent for a kubectl process each. */
export interface Api {
  /** The object at the path, or undefined if it does not exist. */
  get<T>(path: string): Promise<T | undefined>;
  /** Whether /readyz returns 200. Never rejects. */
  ready(): Promise<boolean>;
  close(): void;
}

/** `get` throws an Error if the API server does not respond within 10 s, or responds with a status other than 200 and 404. */
export function connect({ server, ca, token }: ApiAccess): Api {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const get = (path: string): Promise<{ status: number; body: string }> =>
    new Promise((resolve, reject) => {
      const options = { agent, ca, headers: { authorization: `Bearer ${token}` }, timeout: 10_000 };
      const call = request(server + path, options, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => (body += text));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
        response.on('error', reject);
      });
      call.on('timeout', () => call.destroy(new Error(`GET ${path} received no response within 10 s`)));
      call.on('error', reject);
      call.end();
    });
  return {
    async get<T>(path: string) {
      const { status, body } = await get(path);
      if (status === 404) return undefined;
      if (status !== 200) throw new Error(`GET ${path} returned HTTP status ${status}: ${body.slice(0, 300)}`);
      return JSON.parse(body) as T;
    },
    async ready() {
      return get('/readyz').then(
        ({ status }) => status === 200,
        () => false,
      );
    },
    close: () => agent.destroy(),
  };
}
