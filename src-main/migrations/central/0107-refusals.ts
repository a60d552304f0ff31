/** Whoever reads the audit also sees what was tried and refused: the command log has it, by time. */
export const migration = {
  name: '0107-refusals',
  sql: `create index command_refused on sync.command (ran_at, id) where outcome = 'refused';`,
} as const
