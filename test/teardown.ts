export { teardown as default } from './program.ts';
