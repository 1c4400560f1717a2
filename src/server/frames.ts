/** Messages over a byte stream, between the server and its review process. */
import type { Duplex } from 'node:stream';

const headBytes = 8;

/** A small JSON value and many bytes, which are neither escaped nor decoded. */
export function writeFrame(stream: Duplex, head: unknown, parts: readonly Uint8Array[]): void {
  const json = Buffer.from(JSON.stringify(head));
  const lengths = Buffer.allocUnsafe(headBytes);
  lengths.writeUInt32LE(json.length, 0);
  lengths.writeUInt32LE(
    parts.reduce((sum, part) => sum + part.length, 0),
    4,
  );
  // When the stream is uncorked, everything is sent with one system call.
  stream.cork();
  for (const part of [lengths, json, ...parts]) if (part.length > 0) stream.write(part);
  stream.uncork();
}

/** Calls `frame` for each frame that has arrived completely. */
export function onFrame(stream: Duplex, frame: (head: unknown, bytes: Buffer) => void): void {
  const lengths = Buffer.allocUnsafe(headBytes);
  let body: Buffer | undefined;
  let filled = 0;
  stream.on('data', (chunk: Buffer) => {
    for (let at = 0; at < chunk.length;) {
      const part = body ?? lengths;
      const copied = chunk.copy(part, filled, at);
      at += copied;
      filled += copied;
      if (filled < part.length) return;
      filled = 0;
      if (body === undefined) {
        body = Buffer.allocUnsafeSlow(lengths.readUInt32LE(0) + lengths.readUInt32LE(4));
        continue;
      }
      const whole = body;
      const jsonBytes = lengths.readUInt32LE(0);
      body = undefined;
      frame(JSON.parse(whole.toString('utf8', 0, jsonBytes)), whole.subarray(jsonBytes));
    }
  });
}
