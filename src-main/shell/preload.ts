/** Runs before the page, in a sandbox. Hands two ports on (the engine's wire and the shell's functions) and does nothing else. */
import { contextBridge, ipcRenderer } from 'electron'

contextBridge.exposeInMainWorld('kvartalShell', true)

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source === window && event.data === 'kvartal.ready') ipcRenderer.send('kvartal.ready')
})

ipcRenderer.on('kvartal.ports', (event) => {
  window.postMessage('kvartal.ports', window.location.origin, [...event.ports])
})
