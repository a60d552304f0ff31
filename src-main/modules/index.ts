/** THE list of bodies. */
import { access } from './access/index.ts'

export const modules = { access }
