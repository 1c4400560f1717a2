/** The table of every rule. One file loads all of them, because each file that Jest runs by itself loads the whole engine once more. */
import { globSync } from 'node:fs';

for (const file of globSync('*/*.test.ts', { cwd: import.meta.dirname }).sort()) await import(`./${file}`);
