export { setup as default } from './program.ts';
