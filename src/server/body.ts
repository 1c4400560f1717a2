import type { IncomingMessage } from 'node:http';
import type { ByteBudget } from './budget.ts';

/** Who gets `bytes` has to give as many back to the budget once the answer is made. */
export type Body =
  { readonly outcome: 'read'; readonly bytes: Buffer } | { readonly outcome: 'too large' | 'busy' | 'aborted' };

/** The whole body, counted as it streams in. Never rejects; stops listening as soon as the outcome is known. */
export function readBody(request: IncomingMessage, maxBytes: number, budget: ByteBudget): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve({ outcome: 'too large' });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;

    const settle = (body: Body): void => {
      request.off('data', onData).off('end', onEnd).off('close', onClose);
      if (body.outcome !== 'read') budget.give(size);
      resolve(body);
    };
    const onData = (chunk: Buffer): void => {
      if (size + chunk.length > maxBytes) return settle({ outcome: 'too large' });
      if (!budget.take(chunk.length)) return settle({ outcome: 'busy' });
      size += chunk.length;
      chunks.push(chunk);
    };
    const onEnd = (): void =>
      settle({ outcome: 'read', bytes: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size) });
    const onClose = (): void => settle({ outcome: 'aborted' });

    request.on('data', onData).on('end', onEnd).on('close', onClose);
  });
}
