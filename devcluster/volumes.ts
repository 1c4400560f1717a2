import { mkdir, mkdtemp, readFile, readdir, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Api } from './api.ts';
import type { TokenSource, Tokens } from './tokens.ts';

/** The volume sources that devcluster supports. */
export interface Volume {
  name: string;
  secret?: { secretName: string; items?: KeyToPath[]; optional?: boolean };
  configMap?: { name: string; items?: KeyToPath[]; optional?: boolean };
  projected?: { sources: { serviceAccountToken?: TokenSource }[] };
  emptyDir?: object;
}

interface KeyToPath {
  key: string;
  path: string;
}

type Files = ReadonlyMap<string, Buffer>;

/**
 * The current content of the volume in the cluster, or undefined while its Secret, ConfigMap or ServiceAccount, or a key of it, does not exist.
 *
 * @throws an Error for a volume source that devcluster does not support.
 */
export async function volumeFiles(
  api: Api,
  namespace: string,
  volume: Volume,
  tokens: Tokens,
): Promise<Files | undefined> {
  if (volume.emptyDir) return new Map();
  if (volume.projected) return projectedFiles(volume.name, volume.projected.sources, tokens);
  const source = volume.secret ?? volume.configMap;
  if (!source)
    throw new Error(
      `volume ${volume.name} must be a Secret, ConfigMap, emptyDir or projected volume, because devcluster supports no others`,
    );
  const data = volume.secret
    ? await secretData(api, namespace, volume.secret.secretName)
    : await configMapData(api, namespace, volume.configMap!.name);
  if (!data) return source.optional ? new Map() : undefined;
  if (!source.items) return data;
  const files = new Map<string, Buffer>();
  for (const { key, path } of source.items) {
    const content = data.get(key);
    if (content) files.set(path, content);
    else if (!source.optional) return undefined;
  }
  return files;
}

async function projectedFiles(
  name: string,
  sources: NonNullable<Volume['projected']>['sources'],
  tokens: Tokens,
): Promise<Files | undefined> {
  const files = new Map<string, Buffer>();
  for (const { serviceAccountToken } of sources) {
    if (!serviceAccountToken)
      throw new Error(
        `each source of volume ${name} must be serviceAccountToken, because devcluster supports no others`,
      );
    const token = await tokens.get(serviceAccountToken);
    if (token === undefined) return undefined;
    files.set(serviceAccountToken.path, Buffer.from(token));
  }
  return files;
}

export async function secretData(api: Api, namespace: string, name: string): Promise<Files | undefined> {
  const secret = await api.get<{ data?: Record<string, string> }>(`/api/v1/namespaces/${namespace}/secrets/${name}`);
  return secret && decoded(secret.data, 'base64');
}

export async function configMapData(api: Api, namespace: string, name: string): Promise<Files | undefined> {
  const path = `/api/v1/namespaces/${namespace}/configmaps/${name}`;
  const map = await api.get<{ data?: Record<string, string>; binaryData?: Record<string, string> }>(path);
  return map && new Map([...decoded(map.data, 'utf8'), ...decoded(map.binaryData, 'base64')]);
}

function decoded(data: Record<string, string> = {}, encoding: BufferEncoding): Files {
  return new Map(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, encoding)]));
}

/**
 * Writes the files to a directory as the kubelet does: they are in a subdirectory, `..data` is a symbolic link to it that one
 * rename replaces, and each file name is a link through `..data`. A reader sees either all previous or all new files.
 *
 * @returns whether anything changed.
 */
export async function writeVolume(folder: string, files: Files): Promise<boolean> {
  await mkdir(folder, { recursive: true });
  const data = join(folder, '..data');
  const before = await readlink(data).catch(() => undefined);
  if (before !== undefined && (await holds(join(folder, before), files))) return false;
  const after = basename(await mkdtemp(join(folder, `..${new Date().toISOString().replace(/\W/g, '_')}.`)));
  for (const [name, content] of files) await writeFile(join(folder, after, name), content, { mode: 0o600 });
  // A write that failed may have left it.
  await rm(`${data}_tmp`, { force: true });
  await symlink(after, `${data}_tmp`);
  await rename(`${data}_tmp`, data);
  for (const name of files.keys()) await symlink(join('..data', name), join(folder, name)).catch(ignoreExisting);
  for (const name of await readdir(folder)) {
    const current = name === '..data' || name === after || files.has(name);
    if (!current) await rm(join(folder, name), { recursive: true, force: true });
  }
  return true;
}

async function holds(folder: string, files: Files): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  if (names.length !== files.size) return false;
  for (const [name, content] of files) {
    const present = await readFile(join(folder, name)).catch(() => undefined);
    if (!present?.equals(content)) return false;
  }
  return true;
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
