/** The page starts here: words and look first, then the engine, so that something is on the screen while it wakes. */
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './ui/layers.css'
import '@mantine/core/styles.layer.css'
import '@mantine/dates/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import '@mantine/spotlight/styles.layer.css'
import './ui/tokens.css'
import './ui/tones.css'
import './ui/base.css'
import { must } from '#shared/rpc/errors.ts'
import { openEngine } from './app/connect.ts'
import { startWords } from './app/i18n.ts'
import { Look } from './app/look.tsx'
import { Root } from './app/root.tsx'
import { currentLanguage } from './data/settings.ts'

await startWords(currentLanguage())
createRoot(must(document.querySelector('#root'), '#root')).render(
  <StrictMode>
    <Look>
      <Root open={openEngine} />
    </Look>
  </StrictMode>,
)
