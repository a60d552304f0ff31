/** The form that most commands on units share: what it is about, its fields, one command, and shut when the centre has agreed. */
import type { ReactNode } from 'react'
import type { DoName, Input, Result } from '#renderer/data/calls.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { closeDialog } from './dialogs.ts'
import { DialogFrame } from './dialog-frame.tsx'
import { UnitsInWords } from './units-in-words.tsx'

export interface UnitCommandDialogProps<Name extends DoName> {
  unitIds: readonly string[]
  command: Name
  title: string
  /** The word on the button: a verb. */
  submit: string
  /** Said when it is done, unless `onDone` says it. */
  done?: string
  /** What the task list calls it while it runs. */
  label?: string
  isBad?: boolean
  canSubmit?: boolean
  /** Undefined: nothing can be sent yet. */
  args: Input<Name> | undefined
  onDone?(result: Result<Name>): void
  children?: ReactNode
}

export function UnitCommandDialog<Name extends DoName>(props: UnitCommandDialogProps<Name>) {
  const { unitIds, command, title, submit, done, label, isBad, canSubmit = true, args, onDone, children } = props
  const send = useCommand(command, {
    quiet: true,
    ...(done === undefined ? {} : { done }),
    ...(label === undefined ? {} : { label }),
  })
  return (
    <DialogFrame
      title={title}
      detail={<UnitsInWords unitIds={unitIds} />}
      submit={submit}
      isBad={isBad ?? false}
      canSubmit={canSubmit && args !== undefined}
      isPending={send.isPending}
      error={send.error}
      onSubmit={async () => {
        if (args === undefined) return
        const outcome = await send.run(args)
        if (!outcome.ok) return
        onDone?.(outcome.value)
        closeDialog()
      }}
    >
      {children}
    </DialogFrame>
  )
}
