import { Agent, request } from 'node:https';

interface ApiAccess {
  server: string;
  ca: string;
  token: string;
}

/** Requests to an API server that are too frequent for a kubectl process each. */
export interface Api {
  /** The object at the path, or undefined if it does not exist. */
  get<T>(path: string): Promise<T | undefined>;
  /** Creates an object, and returns it. Undefined if the path does not exist. */
  create<T>(path: string, object: object): Promise<T | undefined>;
  /** Whether /readyz returns 200. Never rejects. */
  ready(): Promise<boolean>;
  close(): void;
}

/** `get` and `create` throw an Error if the API server does not respond within 30 s, or responds with a status other than 200, 201 and 404. */
export function connect({ server, ca, token }: ApiAccess): Api {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const send = (method: string, path: string, content?: string): Promise<{ status: number; body: string }> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const call = request(server + path, { method, agent, ca, headers, timeout: 30_000 }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => (body += text));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
        response.on('error', reject);
      });
      call.on('timeout', () => call.destroy(new Error(`${method} ${path} received no response within 30 s`)));
      call.on('error', reject);
      call.end(content);
    });
  const objectOf = async <T>(method: string, path: string, object?: object): Promise<T | undefined> => {
    const { status, body } = await send(method, path, object && JSON.stringify(object));
    if (status === 404) return undefined;
    if (status !== 200 && status !== 201)
      throw new Error(`${method} ${path} returned HTTP status ${status}: ${body.slice(0, 300)}`);
    return JSON.parse(body) as T;
  };
  return {
    get: (path) => objectOf('GET', path),
    create: (path, object) => objectOf('POST', path, object),
    async ready() {
      return send('GET', '/readyz').then(
        ({ status }) => status === 200,
        () => false,
      );
    },
    close: () => agent.destroy(),
  };
}
