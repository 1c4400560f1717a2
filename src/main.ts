#!/usr/bin/env node
/** The composition root: each command is one file under cli/. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { register as registerCheck } from './cli/check.ts';
import { register as registerExplain } from './cli/explain.ts';
import { cleanErrors, endsBy, processIo } from './cli/io.ts';
import { register as registerServe } from './cli/serve.ts';
import { register as registerUninstall } from './cli/uninstall.ts';

// Beside src/ and beside dist/.
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('podward')
  .description(
    'Check Kubernetes Pods in an admission webhook and on the command line. Podward rejects changes that are not allowed, and says what to do instead.',
  )
  .version(version)
  .configureOutput(cleanErrors)
  .exitOverride(endsBy(processIo))
  .showHelpAfterError('To list the commands and options, run podward --help.');

registerCheck(program);
registerExplain(program);
registerServe(program);
registerUninstall(program);

await program.parseAsync();
