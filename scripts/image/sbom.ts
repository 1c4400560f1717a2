/** The list of the software in the image, in the format CycloneDX: https://cyclonedx.org/docs/1.5/json/ */
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { manifest } from '../../devcluster/image.ts';
import { run } from '../../devcluster/run.ts';
import { packagesIn } from './bundle.ts';
import { pinnedNode } from './files.ts';

interface Component {
  readonly name: string;
  readonly version: string;
  readonly purl?: string;
  readonly 'bom-ref': string;
}

interface Sbom {
  readonly metadata: { readonly component: object };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/**
 * The npm packages are those in the bundle, of the list that npm makes of package-lock.json. The others are Node and the packages of the base
 * image, if it names them as Debian and distroless images do.
 */
export async function sbomOf(rootfs: string): Promise<Sbom> {
  const packages = packagesIn(join(rootfs, 'app/dist'));
  // Not with --omit=dev, which the environment of a release sets: npm 11 then leaves out packages that a development dependency needs, too.
  const args = ['sbom', '--sbom-format=cyclonedx', '--package-lock-only'];
  const { stdout } = await run('npm', args, { env: { npm_config_omit: undefined } });
  const sbom = JSON.parse(stdout) as Sbom;
  // npm refers to a package in this form, too.
  const isBundled = ({ 'bom-ref': ref }: Component) => packages.includes(ref);
  const bundled = sbom.components.filter(isBundled);
  const missing = packages.filter((name) => !bundled.some((component) => component['bom-ref'] === name));
  if (missing.length > 0) throw new Error(`npm sbom does not list ${missing.join(', ')}, which the image contains.`);
  const left = new Set(sbom.components.filter((one) => !isBundled(one)).map((one) => one['bom-ref']));
  const dependencies = sbom.dependencies
    .filter(({ ref }) => !left.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => !left.has(one)) }));
  const { name, version, description, license } = manifest;
  const component = {
    type: 'application',
    'bom-ref': `${name}@${version}`,
    name,
    version,
    description,
    licenses: [{ license: { id: license } }],
  };
  return {
    ...sbom,
    metadata: { ...sbom.metadata, component },
    components: [...bundled, nodeComponent(), ...debianComponents(rootfs)],
    dependencies,
  };
}

function nodeComponent(): Component {
  const version = pinnedNode.version;
  const purl = `pkg:generic/node@${version}`;
  const cpe = `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`;
  return { type: 'application', 'bom-ref': purl, name: 'node', version, purl, cpe } as Component;
}

function debianComponents(rootfs: string): Component[] {
  const records = join(rootfs, 'var/lib/dpkg/status.d');
  if (!existsSync(records)) return [];
  // Distroless images also have lists of checksums there.
  const files = readdirSync(records).filter((file) => !file.endsWith('.md5sums'));
  const distribution = distributionOf(rootfs);
  return files.sort().map((file) => {
    const record = readFileSync(join(records, file), 'utf8');
    const value = (field: string) => new RegExp(`^${field}: (.*)$`, 'm').exec(record)?.[1] ?? '';
    const [name, version] = [value('Package'), value('Version')];
    const purl = `pkg:deb/${distribution.id}/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${value('Architecture')}&distro=${distribution.name}`;
    return { type: 'library', 'bom-ref': purl, name, version, purl } as Component;
  });
}

/** `debian` and `debian-12`, from os-release. */
function distributionOf(rootfs: string): { id: string; name: string } {
  const text = readFileSync(join(rootfs, 'etc/os-release'), 'utf8');
  const value = (key: string) => new RegExp(`^${key}="?([^"\n]*)`, 'm').exec(text)?.[1] ?? '';
  return { id: value('ID'), name: `${value('ID')}-${value('VERSION_ID')}` };
}
