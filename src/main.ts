#!/usr/bin/env node
/** The composition root: each command is one file under cli/. */
import { readFileSync } from 'node:fs';
import { register as registerAudit } from './cli/audit.ts';
import { register as registerCheck } from './cli/check.ts';
import { register as registerExplain } from './cli/explain.ts';
import { Exit, processIo } from './cli/io.ts';
import { packageFile } from './cli/package-file.ts';
import { createProgram, registerHelp } from './cli/program.ts';
import { register as registerServe } from './cli/serve.ts';
import { register as registerUninstall } from './cli/uninstall.ts';

const { version } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string };

const program = createProgram(processIo).version(version, '-V, --version', 'Print the version.');

registerCheck(program);
registerExplain(program);
registerAudit(program);
registerServe(program);
registerUninstall(program);
registerHelp(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof Exit)) throw error;
}
