/** What the last migration brought besides the schema, as a digest: a centre that has it all opens without being written to. */
export const migration = {
  name: '0105-program-data',
  sql: 'alter table sync.meta add column program_data text;',
} as const
