/** The engine as the page sees it: one connection and its live answers, given to all screens. */
import { createContext, use, useMemo, type ReactNode } from 'react'
import type { KvartalApp } from '#shared/modules/index.ts'
import type { Api, Connection } from '#shared/rpc/client.ts'
import type { Host } from '#shared/rpc/host.ts'
import { createLiveStore, type LiveStore } from './live.ts'

interface Engine {
  connection: Connection<KvartalApp>
  live: LiveStore
  host: Host
}

const EngineContext = createContext<Engine | null>(null)

export interface EngineProviderProps {
  connection: Connection<KvartalApp>
  host: Host
  children: ReactNode
}

export function EngineProvider({ connection, host, children }: EngineProviderProps) {
  const engine = useMemo(() => ({ connection, host, live: createLiveStore(connection) }), [connection, host])
  return <EngineContext value={engine}>{children}</EngineContext>
}

export function useEngine(): Engine {
  const engine = use(EngineContext)
  if (!engine) throw new Error('EngineProvider is missing above this component')
  return engine
}

/** Calls without a subscription: `const api = useApi(); await api.engine.syncNow({})`. */
export function useApi(): Api<KvartalApp> {
  return useEngine().connection.api
}

/** Files, printing, notices outside the window: what differs between the desktop and the browser. */
export function useHost(): Host {
  return useEngine().host
}
