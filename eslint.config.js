import tseslint from 'typescript-eslint';
import { ownKeys } from './scripts/own-keys.ts';

const unwanted = ['TSEnumDeclaration', 'Decorator'];

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'coverage/', '.devcluster/', '.cache/', 'charts/'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      'no-restricted-syntax': ['error', ...unwanted],
      'no-duplicate-imports': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['src/**'],
    plugins: { podward: { rules: { 'own-keys': ownKeys } } },
    rules: { 'podward/own-keys': 'error' },
  },
  {
    // These files parse a whole file.
    files: ['src/check/documents.ts', 'src/yaml/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...unwanted,
        {
          selector: String.raw`Literal[regex.pattern=/\)([*+]|\{)/]`,
          message:
            'A group that is repeated over a long text is too much for the stack of V8. Repeat a class, or write a loop.',
        },
      ],
    },
  },
  {
    // Tests read the responses of tools and servers, which have the type any.
    files: ['test/**', 'bench/**'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
);
