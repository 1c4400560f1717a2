/** Finds the files that are shipped with Podward: from src/, and from the bundle in dist/. */
import { findPackageJSON } from 'node:module';
import { pathToFileURL } from 'node:url';

/** A path in the folder of package.json. */
export const packageFile = (path: string): URL => new URL(path, pathToFileURL(findPackageJSON(import.meta.url)!));
