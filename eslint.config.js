// What paths cannot say (dependency-cruiser does those) and what the compiler lets through.
import tseslint from 'typescript-eslint'

const typed = {
  // Half of the bugs of a program made of promises is one that nobody waited for.
  '@typescript-eslint/no-floating-promises': 'error',
  // An async function where a plain one is expected loses its errors.
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
  // Awaiting what is no promise is a misunderstanding that reads like care.
  '@typescript-eslint/await-thenable': 'error',
  // A union that grows must be met everywhere it is decided upon.
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  // Only errors are thrown, so that whoever catches has a code and a stack.
  '@typescript-eslint/only-throw-error': 'error',
  // `${object}` prints [object Object] to a user.
  '@typescript-eslint/no-base-to-string': 'error',
  // What comes out of JSON or a driver gets a type at the boundary, not `any` spreading behind it.
  '@typescript-eslint/no-unsafe-assignment': 'error',
  '@typescript-eslint/no-unsafe-call': 'error',
  '@typescript-eslint/no-unsafe-member-access': 'error',
  '@typescript-eslint/no-unsafe-return': 'error',
}

const plain = {
  // `any` switches the compiler off for everything it touches; `unknown` says the same honestly.
  '@typescript-eslint/no-explicit-any': 'error',
  // A suppression says why, or it is not one of ours.
  '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description', 'ts-ignore': true }],
  // Named exports keep one name for one thing everywhere.
  'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
  // Output belongs to the logger and the command line; a page or an engine that prints is one being debugged.
  'no-console': 'error',
  // `==` between a bigint, a string and a number is a guess.
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  // What is never reassigned says so.
  'prefer-const': 'error',
  // An empty catch hides the only witness; a comment inside makes it a decision.
  'no-empty': ['error', { allowEmptyCatch: false }],
  // Strings are never code, here or in a page under a content security policy.
  'no-eval': 'error',
  'no-implied-eval': 'error',
}

const syntax = {
  only: {
    selector: "MemberExpression[object.name=/^(describe|it|test|suite)$/][property.name='only']",
    message: 'A focused test silences all the others.',
  },
  dirname: {
    selector: "Identifier[name='__dirname']",
    message: 'This is an ES module: use import.meta.dirname.',
  },
}

const replayable = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Time is context.issuedAt (C1).',
  },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time is context.issuedAt (C1).' },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'A replay must give the same rows (C1).',
  },
  { selector: "Identifier[name='crypto']", message: 'Ids come in the arguments (C1).' },
  { selector: "CallExpression[callee.name='newId']", message: 'Ids come in the arguments (C1).' },
]

export default tseslint.config(
  { ignores: ['node_modules', 'out', 'dist', 'coverage', 'resources', 'test-results'] },
  {
    files: ['**/*.{ts,tsx,js,mjs,cjs}'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: { parser: tseslint.parser, ecmaVersion: 'latest', sourceType: 'module' },
    // A disable comment that disables nothing is a trap for the next reader.
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: { ...plain, 'no-restricted-syntax': ['error', syntax.only, syntax.dirname] },
  },
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: typed,
  },
  {
    // Bodies run again on another machine and at another time, and must write the same rows (SPEC C1).
    files: ['src-main/modules/*/{commands,api}.ts', 'src-main/modules/*/commands/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', syntax.only, syntax.dirname, ...replayable] },
  },
  {
    // Tests build wrong input on purpose and read what came back as it is.
    files: ['**/*.test.{ts,tsx}', 'tests/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
    },
  },
  {
    // Programs a person runs in a terminal answer by printing.
    files: ['src-main/cli/**', 'src-main/web/main.ts', 'src-main/steward/main.ts', 'tests/**'],
    rules: { 'no-console': 'off' },
  },
  {
    // Tools look for the default export of a configuration, and electron-vite for that of its own.
    files: ['**/*.config.{ts,js}', '.dependency-cruiser.cjs'],
    rules: { 'no-restricted-exports': 'off' },
  },
)
