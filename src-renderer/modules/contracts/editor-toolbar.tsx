/** The tools of the clause editor: one stop for Tab, then arrows; what is on is pressed. */
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ActionIcon, Button, Menu, NativeSelect, Tooltip } from '@mantine/core'
import {
  IconAlignCenter,
  IconAlignLeft,
  IconAlignRight,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconBold,
  IconBraces,
  IconHash,
  IconHelp,
  IconItalic,
  IconRepeat,
  IconSwitchHorizontal,
  IconTable,
  IconUnderline,
} from '@tabler/icons-react'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import classes from './editor.module.css'

export type Ask = 'variable' | 'reference' | 'choice' | 'repeat' | 'condition' | 'row-condition'

const SHAPES = ['text', '1', '2', '3', '4', 'dash', 'letter', 'title', 'subtitle', 'plain'] as const
type Shape = (typeof SHAPES)[number]

export function EditorToolbar({ editor, onAsk }: { editor: Editor; onAsk(what: Ask): void }) {
  const { t } = useTranslation('contracts')
  const now = useEditorState({
    editor,
    selector: ({ editor: at }) => ({
      bold: at.isActive('bold'),
      italic: at.isActive('italic'),
      underline: at.isActive('underline'),
      table: at.isActive('table'),
      repeat: at.isActive('repeat'),
      shape: shapeOf(at.getAttributes('paragraph')),
      align: (at.getAttributes('paragraph')['align'] ?? '') as string,
      canUndo: at.can().undo(),
      canRedo: at.can().redo(),
    }),
  })
  const run = () => editor.chain().focus()
  const tool = (label: string, icon: ReactNode, isOn: boolean, onClick: () => void, isOff = false) => (
    <Tooltip label={label}>
      <ActionIcon
        variant={isOn ? 'filled' : 'subtle'}
        aria-label={label}
        aria-pressed={isOn}
        disabled={isOff}
        onClick={onClick}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  )
  return (
    <div className={classes['toolbar']} role="toolbar" aria-label={t('editor.tools')} onKeyDown={arrows}>
      <NativeSelect
        size="xs"
        aria-label={t('editor.shape')}
        value={now.shape}
        data={SHAPES.map((shape) => ({ value: shape, label: t(`shape.${shape}`) }))}
        onChange={(event) =>
          run()
            .updateAttributes('paragraph', attrsOf(event.currentTarget.value as Shape))
            .run()
        }
      />
      {tool(t('editor.bold'), <IconBold size={16} />, now.bold, () => run().toggleBold().run())}
      {tool(t('editor.italic'), <IconItalic size={16} />, now.italic, () => run().toggleItalic().run())}
      {tool(t('editor.underline'), <IconUnderline size={16} />, now.underline, () => run().toggleUnderline().run())}
      {(['left', 'center', 'right'] as const).map((align) => (
        <span key={align}>
          {tool(t(`editor.${align}`), ALIGN[align], now.align === align, () =>
            run()
              .updateAttributes('paragraph', { align: now.align === align ? null : align })
              .run(),
          )}
        </span>
      ))}
      <Button size="xs" leftSection={<IconBraces size={14} />} variant="default" onClick={() => onAsk('variable')}>
        {t('editor.variable')}
      </Button>
      {tool(t('editor.reference'), <IconHash size={16} />, false, () => onAsk('reference'))}
      {tool(t('editor.choice'), <IconSwitchHorizontal size={16} />, false, () => onAsk('choice'))}
      {tool(t('editor.condition'), <IconHelp size={16} />, false, () => onAsk('condition'))}
      {tool(t('editor.repeat'), <IconRepeat size={16} />, now.repeat, () =>
        now.repeat ? run().lift('repeat').run() : onAsk('repeat'),
      )}
      <TableMenu editor={editor} isIn={now.table} onAsk={onAsk} />
      {tool(t('editor.undo'), <IconArrowBackUp size={16} />, false, () => run().undo().run(), !now.canUndo)}
      {tool(t('editor.redo'), <IconArrowForwardUp size={16} />, false, () => run().redo().run(), !now.canRedo)}
    </div>
  )
}

const ALIGN = {
  left: <IconAlignLeft size={16} />,
  center: <IconAlignCenter size={16} />,
  right: <IconAlignRight size={16} />,
}

function TableMenu({ editor, isIn, onAsk }: { editor: Editor; isIn: boolean; onAsk(what: Ask): void }) {
  const { t } = useTranslation('contracts')
  const run = () => editor.chain().focus()
  const item = (key: string, act: () => void) => (
    <Menu.Item key={key} onClick={act}>
      {t(`table.${key}`)}
    </Menu.Item>
  )
  return (
    <Menu>
      <Menu.Target>
        <Tooltip label={t('table.title')}>
          <ActionIcon variant={isIn ? 'filled' : 'subtle'} aria-label={t('table.title')}>
            <IconTable size={16} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {!isIn && item('insert', () => run().insertTable({ rows: 2, cols: 3, withHeaderRow: true }).run())}
        {!isIn && item('pageBreak', () => run().insertContent({ type: 'pageBreak' }).run())}
        {isIn && [
          item('rowBelow', () => run().addRowAfter().run()),
          item('columnRight', () => run().addColumnAfter().run()),
          item('deleteRow', () => run().deleteRow().run()),
          item('deleteColumn', () => run().deleteColumn().run()),
          item('mergeOrSplit', () => run().mergeOrSplit().run()),
          item('header', () => run().toggleHeaderRow().run()),
          item('repeatRow', () => onAsk('repeat')),
          item('once', () => run().updateAttributes('tableRow', { repeat: null }).run()),
          item('rowCondition', () => onAsk('row-condition')),
          item('borders', () =>
            run()
              .updateAttributes('table', {
                borders: editor.getAttributes('table')['borders'] === 'none' ? 'all' : 'none',
              })
              .run(),
          ),
          item('delete', () => run().deleteTable().run()),
        ]}
      </Menu.Dropdown>
    </Menu>
  )
}

function shapeOf(attrs: Record<string, unknown>): Shape {
  if (typeof attrs['level'] === 'number') return String(attrs['level']) as Shape
  const { list, style } = attrs as { list?: string | null; style?: string | null }
  return SHAPES.find((shape) => shape === list || shape === style) ?? 'text'
}

function attrsOf(shape: Shape): Record<string, unknown> {
  const none = { level: null, list: null, style: null }
  if (shape === 'text') return none
  if (/^\d$/.test(shape)) return { ...none, level: Number(shape) }
  return shape === 'dash' || shape === 'letter' ? { ...none, list: shape } : { ...none, style: shape }
}

function arrows(event: React.KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
  if (step === 0 || event.target instanceof HTMLSelectElement) return
  const tools = [...event.currentTarget.querySelectorAll<HTMLElement>('button:not(:disabled), select')]
  tools[tools.indexOf(event.target as HTMLElement) + step]?.focus()
}
