/** Reads bodies, and cuts off those that do not arrive in reasonable time. */
import type { IncomingMessage } from 'node:http';
import type { ByteBudget, Hold } from './budget.ts';

/** Who gets the chunks has to release them once the answer is made. */
export type Body =
  | { readonly outcome: 'read'; readonly size: number; readonly chunks: readonly Buffer[]; release(): void }
  | { readonly outcome: 'too large' | 'busy' | 'slow' | 'late' | 'aborted' };

export interface BodyReader {
  /** The whole body, counted as it streams in. Never rejects. `deadline` is a time of performance.now(). */
  read(request: IncomingMessage, deadline: number): Promise<Body>;
  stop(): void;
}

/**
 * kube-apiserver has the whole body in memory and sends it in one go, over a network that carries 100 MiB/s. Two seconds cover three lost
 * packets in a row (TCP waits 200, 400 and 800 ms); after them the average since the start counts: 20 MiB have 4.5 s.
 */
const graceMs = 2_000;
const minBytesPerMs = (8 * 1024 * 1024) / 1_000;

const tickMs = 250;
/** An upload of which less than this arrived within a tick is stalled: the first to make way where memory is short. */
const stalledBytes = 64 * 1024;

/**
 * A chunk costs an event and an object of some 200 bytes however small it is, and keeps the network buffer that it came in. Smaller ones
 * are copied out of theirs; who sends many such is cut off. A full TCP segment is larger, and kube-apiserver fills them.
 */
const smallChunkBytes = 4 * 1024;
const minAverageBytes = 256;
const fewChunks = 256;

interface Upload extends Hold {
  /** In ticks that the event loop had time for: a client is not blamed for a pause of this process. */
  age: number;
  bytesAtTick: number;
  readonly deadline: number;
  settle(body: Body): void;
}

export function createBodyReader(budget: ByteBudget, maxBytes: number): BodyReader {
  const uploads = new Set<Upload>();

  const look = (): void => {
    const now = performance.now();
    for (const upload of uploads) {
      upload.age += tickMs;
      upload.stalled = upload.age > tickMs && upload.bytes - upload.bytesAtTick < stalledBytes;
      upload.bytesAtTick = upload.bytes;
      if (now > upload.deadline) upload.settle({ outcome: 'late' });
      else if (upload.age > graceMs + upload.bytes / minBytesPerMs) upload.settle({ outcome: 'slow' });
    }
  };
  // After a pause, timers run before what has arrived is read.
  const timer = setInterval(() => setImmediate(look), tickMs);
  timer.unref();

  return {
    read(request, deadline) {
      if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve({ outcome: 'too large' });
      return new Promise((resolve) => {
        const chunks: Buffer[] = [];
        const release = (): void => {
          budget.release(upload);
          chunks.forEach(free);
        };
        const settle = (body: Body): void => {
          request.off('data', onData).off('end', onEnd).off('close', onClose);
          uploads.delete(upload);
          upload.uploading = false;
          if (body.outcome !== 'read') release();
          resolve(body);
        };
        const upload: Upload = {
          address: request.socket.remoteAddress ?? '',
          bytes: 0,
          uploading: true,
          stalled: false,
          age: 0,
          bytesAtTick: 0,
          deadline,
          settle,
          cut: () => settle({ outcome: 'busy' }),
        };
        const onData = (chunk: Buffer): void => {
          if (upload.bytes + chunk.length > maxBytes) return settle({ outcome: 'too large' });
          if (!budget.take(upload, chunk.length)) return settle({ outcome: 'busy' });
          chunks.push(chunk.length < smallChunkBytes ? Buffer.from(chunk) : chunk);
          if (chunks.length > fewChunks && upload.bytes < chunks.length * minAverageBytes) settle({ outcome: 'slow' });
        };
        const onEnd = (): void => {
          settle({ outcome: 'read', size: upload.bytes, chunks, release });
        };
        const onClose = (): void => settle({ outcome: 'aborted' });

        uploads.add(upload);
        // The order is load-bearing: of a whole body 'end' has to settle before 'close' takes it for aborted.
        request.on('data', onData).on('end', onEnd).on('close', onClose);
      });
    },
    stop: () => clearInterval(timer),
  };
}

/**
 * Gives the memory back at once. V8 would do it at its next full collection, which it starts early for the sake of memory outside of its
 * heap: with bodies of 100 kB it collected every 300 reviews, and took as much time as reading them. A buffer that holds more than the
 * chunk, such as the next request, is left alone.
 */
export function free({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
