// @ts-check
import tseslint from 'typescript-eslint'

const PURE = 'a decision is a function of its input: what it needs to know comes in, what follows goes out'

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.tools/**', '.nx/**', '.heimgewebe/**', '**/generated/**'] },
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      // Nest's modules and the tokens of its injection are classes without members.
      '@typescript-eslint/no-extraneous-class': 'off',
      // The bounds are checked where the index comes from; `!` says so to the compiler.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
      'no-eval': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      eqeqeq: ['error', 'always'],
    },
  },
  {
    files: ['**/*.test.ts', '**/test/**'],
    rules: { 'max-lines': ['error', { max: 600, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ['services/*/src/decisions/**/*.ts', 'libs/contracts/src/**/*.ts', 'libs/decider/src/**/*.ts'],
    ignores: ['**/*.test.ts', 'libs/contracts/src/ids.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['process', 'setTimeout', 'setInterval', 'setImmediate', 'fetch', 'performance', 'crypto'].map((name) => ({
          name,
          message: PURE,
        })),
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: PURE },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: PURE },
        { selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']", message: PURE },
        { selector: 'AwaitExpression', message: PURE },
      ],
    },
  },
  {
    files: ['services/*/src/**/*.ts', 'libs/mesh/src/**/*.ts'],
    ignores: ['**/app.module.ts', '**/*.test.ts', 'services/*/src/judge.ts', 'libs/mesh/src/service.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'settings are read in app.module.ts and handed on' },
      ],
    },
  },
  {
    files: ['services/**/*.ts', 'libs/**/*.ts', 'deploy/cli/src/**/*.ts'],
    ignores: [
      'libs/git/**',
      'libs/hosts/src/local/svn-process.ts',
      '**/*.test.ts',
      '**/test/**',
      'services/wgx/src/io/**',
      'deploy/cli/src/**',
      'libs/testing/**',
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'node:child_process',
              message: 'git goes through libs/git, svn through libs/hosts, commands through the sandbox of wgx',
            },
          ],
        },
      ],
    },
  },
)
