/** Reads a docker-archive, as docker, podman and buildah write it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

export interface Image {
  readonly tags: readonly string[];
  readonly config: ImageConfig;
  /** The bytes of all layers: uncompressed, as they are on a node, and compressed, as a registry stores them and a node pulls them. */
  readonly bytes: number;
  readonly compressedBytes: number;
}

export interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly WorkingDir: string;
  readonly Labels: Readonly<Record<string, string>>;
}

/** Unpacks the layers of an archive into a folder: the root file system of its containers. */
export function unpack(archive: string, folder: string): Image {
  const scratch = mkdtempSync(join(tmpdir(), 'podward-archive-'));
  try {
    execFileSync('tar', ['-xf', archive, '-C', scratch]);
    const read = (name: string): unknown => JSON.parse(readFileSync(join(scratch, name), 'utf8'));
    const [entry] = read('manifest.json') as { Config: string; Layers: string[]; RepoTags: string[] }[];
    const { config } = read(entry!.Config) as { config: ImageConfig };
    mkdirSync(folder, { recursive: true });
    let [bytes, compressedBytes] = [0, 0];
    for (const layer of entry!.Layers) {
      const sizes = sizesOf(join(scratch, layer));
      bytes += sizes.bytes;
      compressedBytes += sizes.compressedBytes;
      // Without the owner: only root may set it, and the user of the image must be able to read everything anyway.
      execFileSync('tar', ['-xf', join(scratch, layer), '-C', folder, '--no-same-owner']);
    }
    return { tags: entry!.RepoTags, config, bytes, compressedBytes };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** A layer may be compressed. */
function sizesOf(layer: string): { bytes: number; compressedBytes: number } {
  const content = readFileSync(layer);
  const isCompressed = content[0] === 0x1f && content[1] === 0x8b;
  const [plain, compressed] = isCompressed ? [gunzipSync(content), content] : [content, gzipSync(content)];
  return { bytes: plain.length, compressedBytes: compressed.length };
}
