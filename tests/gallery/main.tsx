/** `?scene=…` picks the state of the engine; the address after # is the program's own. */
import { createRoot } from 'react-dom/client'
import '#renderer/ui/layers.css'
import '@mantine/core/styles.layer.css'
import '@mantine/dates/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import '@mantine/spotlight/styles.layer.css'
import '#renderer/ui/tokens.css'
import '#renderer/ui/tones.css'
import '#renderer/ui/base.css'
import { app } from '#shared/modules/index.ts'
import { connect } from '#shared/rpc/client.ts'
import { startWords } from '#renderer/app/i18n.ts'
import { Look } from '#renderer/app/look.tsx'
import { Root } from '#renderer/app/root.tsx'
import { webHost } from '#renderer/app/web-host.ts'
import { changeSettings, currentLanguage } from '#renderer/data/settings.ts'
import type { Contribution } from '#renderer/data/contribution.ts'
import { screens } from '#renderer/modules/index.ts'
import { gallery } from './screens.tsx'
import { fakeWire, type Scene } from './fake-engine.ts'

const wanted = new URLSearchParams(window.location.search)
changeSettings({
  language: wanted.get('language') === 'en' ? 'en' : 'ru',
  scheme: wanted.get('scheme') === 'dark' ? 'dark' : 'light',
  density: wanted.get('density') === 'touch' ? 'touch' : 'dense',
})
;(screens as Contribution[]).unshift(gallery)
const scene = (wanted.get('scene') ?? 'frame') as Scene
const open = () => Promise.resolve({ connection: connect(app, fakeWire(scene)), host: webHost() })

await startWords(currentLanguage())
const root = document.querySelector('#root')
if (root) {
  createRoot(root).render(
    <Look>
      <Root open={open} />
    </Look>,
  )
}
