/**
 * The chart that users get: with the image of the release, and with links to the repository that built it, for Artifact Hub. Run as a program,
 * it writes the folder that is its first argument, for the image that is the second. GitHub Actions sets the variables.
 */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { parseDocument, stringify } from 'yaml';

const root = join(import.meta.dirname, '..', '..');
const source = 'charts/podward';

/** @param repository the URL of the repository, such as https://github.com/OWNER/podward. */
export function writeChart(folder: string, image: string, repository: string): void {
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, source), folder, { recursive: true });

  const chart = parseDocument(readFileSync(join(folder, 'Chart.yaml'), 'utf8'));
  const version = chart.get('version') as string;
  const page = (path: string): string => `${repository}/blob/v${version}/${path}`;
  chart.set('home', repository);
  chart.set('sources', [repository]);
  const generated = {
    links: [
      { name: 'Documentation', url: page('README.md') },
      { name: 'Changelog', url: page('CHANGELOG.md') },
      { name: 'Security', url: page('SECURITY.md') },
      { name: 'support', url: `${repository}/issues` },
    ],
    images: [{ name: 'podward', image: `${image}:${version}`, platforms: ['linux/amd64', 'linux/arm64'] }],
    screenshots: [
      {
        title: 'podward check reports the same findings for files',
        url: `${repository}/raw/v${version}/docs/images/check.svg`,
      },
    ],
  };
  for (const [name, value] of Object.entries(generated)) {
    chart.setIn(['annotations', `artifacthub.io/${name}`], stringify(value));
  }
  writeFileSync(join(folder, 'Chart.yaml'), chart.toString({ lineWidth: 0 }));

  const values = join(folder, 'values.yaml');
  const withImage = readFileSync(values, 'utf8').replace(/^ {2}repository: ''$/m, `  repository: ${image}`);
  writeFileSync(values, withImage);

  const readme = join(folder, 'README.md');
  const links = /\]\((?!https?:|#)([^)\s]+)\)/g;
  const absolute = (_: string, link: string): string => `](${page(posix.join(source, link))})`;
  writeFileSync(readme, readFileSync(readme, 'utf8').replaceAll(links, absolute));
}

if (import.meta.main) {
  const [folder, image] = process.argv.slice(2);
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env;
  if (folder === undefined || image === undefined || server === undefined || repository === undefined) {
    throw new Error(
      'Usage: GITHUB_SERVER_URL=URL GITHUB_REPOSITORY=OWNER/NAME node scripts/image/chart.ts FOLDER IMAGE',
    );
  }
  writeChart(resolve(folder), image, `${server}/${repository}`);
}
