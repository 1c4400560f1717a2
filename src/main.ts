#!/usr/bin/env node
/** The composition root: each command is one file under cli/. */
import { Command } from 'commander';
import { register as registerCheck } from './cli/check.ts';
import { register as registerExplain } from './cli/explain.ts';
import { register as registerServe } from './cli/serve.ts';
import { register as registerUninstall } from './cli/uninstall.ts';

const program = new Command('podward')
  .description('Guards Kubernetes Pods: refuses forbidden changes with an explanation, and fills in what was left out.')
  .showHelpAfterError('(podward --help lists the commands and flags)');

registerCheck(program);
registerExplain(program);
registerServe(program);
registerUninstall(program);

await program.parseAsync();
