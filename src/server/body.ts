/** Reads bodies, and rejects those that do not arrive in time. */
import type { IncomingMessage } from 'node:http';
import { addressOf } from './address.ts';
import type { ByteBudget, Hold } from './budget.ts';
import { fewChunks, graceMs, minAverageBytes, minBytesPerMs, smallChunkBytes, stalledBytes } from './limits.ts';

/** The caller that gets the chunks must release them after the answer is made. */
export type Body =
  | { readonly outcome: 'read'; readonly size: number; readonly chunks: readonly Buffer[]; release(): void }
  | { readonly outcome: 'too large' | 'busy' | 'slow' | 'late' | 'aborted' };

export interface BodyReader {
  /** Reads the whole body, and counts its bytes while they arrive. Never rejects. `deadline` is in the time of performance.now(). */
  read(request: IncomingMessage, deadline: number): Promise<Body>;
  stop(): void;
}

/** The interval at which uploads are checked. */
const tickMs = 250;

interface Upload extends Hold {
  /** In ticks during which the event loop was running, so that a pause of this process does not count against a client. */
  age: number;
  bytesAtTick: number;
  readonly deadline: number;
  settle(body: Body): void;
}

export function createBodyReader(budget: ByteBudget, maxBytes: number): BodyReader {
  const uploads = new Set<Upload>();
  // After a pause, timers run before the data that has arrived is read.
  const timer = setInterval(() => setImmediate(checkUploads, uploads), tickMs);
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
          address: addressOf(request.socket),
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
        // The order matters: for a complete body, 'end' must settle the promise before 'close' treats the body as aborted.
        request.on('data', onData).on('end', onEnd).on('close', onClose);
      });
    },
    stop: () => clearInterval(timer),
  };
}

/** Updates the uploads at each tick, and ends those that are too slow. */
function checkUploads(uploads: ReadonlySet<Upload>): void {
  const now = performance.now();
  for (const upload of uploads) {
    upload.age += tickMs;
    upload.stalled = upload.age > tickMs && upload.bytes - upload.bytesAtTick < stalledBytes;
    upload.bytesAtTick = upload.bytes;
    if (now > upload.deadline) upload.settle({ outcome: 'late' });
    else if (upload.age > graceMs + upload.bytes / minBytesPerMs) upload.settle({ outcome: 'slow' });
    else if (upload.deadline - now < tickMs) settleAt(upload, upload.deadline - now, uploads);
  }
}

/** The next tick would come when kube-apiserver has given up. */
function settleAt(upload: Upload, ms: number, uploads: ReadonlySet<Upload>): void {
  const late = (): void => {
    if (uploads.has(upload)) upload.settle({ outcome: 'late' });
  };
  setTimeout(() => setImmediate(late), ms).unref();
}

/**
 * Releases the memory immediately. V8 would do it at its next full collection, and it starts such collections early because of memory
 * outside of its heap: with bodies of 100 kB, it collected every 300 reviews, which took as much time as reading them. A buffer that
 * contains more than the chunk, such as the beginning of the next request, is not released.
 */
export function free({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
