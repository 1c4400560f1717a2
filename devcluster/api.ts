import { Agent, request } from 'node:https';

interface ApiAccess {
  server: string;
  ca: string;
  token: string;
}

/** A reader of one API server, for what is polled too often to start a kubectl each time. */
export interface Api {
  /** The object at that path, undefined when there is none. */
  get<T>(path: string): Promise<T | undefined>;
  /** Whether /readyz says ok. Never rejects. */
  ready(): Promise<boolean>;
  close(): void;
}

/** @throws an Error from `get` when the API server cannot be reached within 10 s or answers with anything but 200 and 404. */
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
      call.on('timeout', () => call.destroy(new Error(`GET ${path}: no answer within 10 s`)));
      call.on('error', reject);
      call.end();
    });
  return {
    async get<T>(path: string) {
      const { status, body } = await get(path);
      if (status === 404) return undefined;
      if (status !== 200) throw new Error(`GET ${path}: HTTP status ${status}: ${body.slice(0, 300)}`);
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
