// Who may import whom. Each rule is a sentence of style.md 2.9; a new exception needs a reason written here.
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })
const npm = (...names) => `node_modules/(${names.join('|')})(/|$)`
const TESTS = '^tests/'

module.exports = {
  forbidden: [
    rule(
      'no-cycles',
      'A circle has no beginning to read from.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    rule('resolvable', 'An import that leads nowhere fails only when it runs.', {}, { couldNotResolve: true }),
    rule(
      'shared-is-pure',
      'The contract runs anywhere: it imports itself, zod, and the rules of declension of names, which are as pure.',
      { path: '^src-shared' },
      { pathNot: `^src-shared|${npm('zod', 'petrovich')}` },
    ),
    rule(
      'page-knows-contracts-only',
      'Screens meet the engine in the contract.',
      { path: '^src-renderer' },
      { path: '^src-main' },
    ),
    rule(
      'page-has-no-node',
      'A page runs in a sandbox.',
      { path: '^src-renderer', pathNot: 'vite[.]config[.]ts$' },
      { dependencyTypes: ['core'] },
    ),
    rule('main-has-no-ui', 'The engine draws nothing.', { path: '^src-main' }, { path: '^src-renderer' }),
    rule(
      'module-doors',
      "Another module is entered by its api or tables; reports may read every module's tables through the same door.",
      { path: '^src-(main|renderer)/modules/([^/]+)/' },
      { path: '^src-$1/modules/[^/]+/', pathNot: '^src-$1/modules/($2/|[^/]+/(api|tables)[.]tsx?$)' },
    ),
    rule(
      'engine-knows-no-module',
      'Modules register with the engine, not the other way round; only the list of table types is known.',
      { path: '^src-main/engine' },
      { path: '^src-main/modules', pathNot: '^src-main/modules/tables[.]ts$' },
    ),
    rule(
      'hosts-know-no-module',
      'A host carries the wire and holds no business rule.',
      { path: '^src-main/(shell|web|cli|steward)/' },
      { path: '^src-main/modules/' },
    ),
    rule(
      'hosts-apart',
      'What two hosts need belongs to the engine or to src-main itself.',
      { path: '^src-main/(shell|web|cli|steward)/' },
      { path: '^src-main/(shell|web|cli|steward)/', pathNot: '^src-main/$1/' },
    ),
    rule(
      'engine-runs-anywhere',
      'Only the shell may know Electron.',
      { path: '^src-', pathNot: '^src-main/shell/' },
      { path: `${npm('electron', 'electron-updater')}|^electron$` },
    ),
    rule(
      'drivers-in-one-place',
      'One place opens databases, so one place knows their codecs and their limits.',
      { path: '^src-', pathNot: '^src-main/(engine|migrations)/' },
      { path: npm('better-sqlite3', 'pg', 'pg-copy-streams', '@electric-sql') },
    ),
    rule(
      'documents-in-one-place',
      'Heavy formats load once, lazily, in one folder.',
      { path: '^src-', pathNot: '^src-main/engine/documents/' },
      { path: npm('exceljs', 'docx', 'jspdf') },
    ),
    rule(
      'grid-in-one-place',
      'What the grid lacks is built once, in ui/grid.',
      { path: '^src-renderer', pathNot: '^src-renderer/ui/grid/' },
      { path: npm('ag-grid-community', 'ag-grid-react') },
    ),
    rule(
      'ui-knows-no-domain',
      'Widgets serve every module alike.',
      { path: '^src-renderer/(ui|data)/' },
      { path: '^src-renderer/modules/' },
    ),
    rule(
      'commands-are-replayable',
      'A body touches nothing of this machine (C1).',
      { path: '^src-main/modules/[^/]+/(commands|api)[.]ts$' },
      { dependencyTypes: ['core'] },
    ),
    rule('no-tests-in-the-program', 'What ships does not lean on what tests it.', { path: '^src-' }, { path: TESTS }),
    rule(
      'no-dev-dependency-in-the-engine',
      'What the engine needs at run time is a dependency.',
      { path: '^src-main', pathNot: '^src-main/shell/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '[.]test[.]tsx?$' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
