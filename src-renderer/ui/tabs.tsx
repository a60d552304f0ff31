/** Tabs within a page or a panel; the open one may live in the address. */
import type { ReactNode } from 'react'
import { Tabs as MantineTabs } from '@mantine/core'

export interface Tab {
  id: string
  title: string
  /** A number beside the title; not shown when undefined. */
  count?: number
  content: () => ReactNode
}

export interface TabsProps {
  tabs: readonly Tab[]
  value: string
  onChange(id: string): void
}

export function Tabs({ tabs, value, onChange }: TabsProps) {
  return (
    <MantineTabs value={value} onChange={(id) => id !== null && onChange(id)} keepMounted={false}>
      <MantineTabs.List>
        {tabs.map((tab) => (
          <MantineTabs.Tab key={tab.id} value={tab.id}>
            {tab.title}
            {tab.count !== undefined && <span style={{ color: 'var(--k-ink-3)' }}> {tab.count}</span>}
          </MantineTabs.Tab>
        ))}
      </MantineTabs.List>
      {tabs.map((tab) => (
        <MantineTabs.Panel key={tab.id} value={tab.id} pt="md">
          {tab.content()}
        </MantineTabs.Panel>
      ))}
    </MantineTabs>
  )
}
