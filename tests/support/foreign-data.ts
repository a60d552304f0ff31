/** The folder of other people's files. It is no part of the repository: tests that need it say so and are skipped without it. */
import { existsSync } from 'node:fs'
import path from 'node:path'

const places = [process.env['KVARTAL_DATA'] ?? '', '../shared/data', '../../shared/data']

/** Its path, or null. */
export const foreignData =
  places.map((place) => path.resolve(place)).find((place) => existsSync(path.join(place, 'condo_import_templates'))) ??
  null

export const WITHOUT_FOREIGN_DATA = 'skipped: the folder of other people’s files is absent (KVARTAL_DATA names it)'
