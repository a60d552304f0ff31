/** A small contract with every device of the model, for tests and measurements; no legal text. */
import { type Condition, is } from '../conditions.ts'
import { type ClauseVersion, type Slot, type TemplateNode, type TemplateVersion, makeLibrary } from '../model.ts'
import type { BlockNode, Inline, ParagraphNode } from '../rich-text.ts'

export const t = (text: string): Inline => ({ type: 'text', text })
export const v = (path: string, attrs: Partial<Extract<Inline, { type: 'variable' }>['attrs']> = {}): Inline => ({
  type: 'variable',
  attrs: { path, ...attrs },
})
export const ref = (to: string): Inline => ({ type: 'reference', attrs: { to } })
export const p = (attrs: ParagraphNode['attrs'], ...content: Inline[]): ParagraphNode => ({
  type: 'paragraph',
  ...(attrs ? { attrs } : {}),
  content,
})

export function clause(key: string, ...content: BlockNode[]): ClauseVersion {
  return {
    clause: key,
    version: 1,
    title: key,
    status: 'approved',
    validFrom: null,
    validTo: null,
    content: { type: 'doc', content },
  }
}

export function slot(key: string, variants: [string, Condition, number?][], isRequired = true): Slot {
  return {
    kind: 'slot',
    key,
    title: key,
    isRequired,
    variants: variants.map(([name, when, priority = 0]) => ({ clause: name, when, priority })),
  }
}

export function section(
  key: string,
  heading: string | null,
  children: TemplateNode[],
  more: { when?: Condition; isAnnex?: boolean } = {},
): TemplateNode {
  return {
    kind: 'section',
    key,
    ...(heading === null ? {} : { heading: [t(heading)] }),
    when: more.when ?? true,
    isAnnex: more.isAnnex ?? false,
    children,
  }
}

export function template(body: TemplateNode[], when: Condition = true): TemplateVersion {
  return {
    template: 'sample',
    version: 1,
    title: 'Договор',
    kind: 'sale',
    status: 'approved',
    validFrom: null,
    validTo: null,
    when,
    margins: { top: 20, right: 15, bottom: 20, left: 30 },
    fontSize: 11,
    header: [t('Договор № '), v('contract.number')],
    footer: [],
    hasPageNumbers: true,
    annexCaption: [t('к Договору № '), v('contract.number')],
    body,
  }
}

const CLAUSES = [
  clause(
    'head',
    p({ style: 'title' }, t('Договор № '), v('contract.number')),
    p({ align: 'center' }, v('contract.on', { format: 'quoted' })),
  ),
  clause('parties', {
    type: 'repeat',
    attrs: { over: 'buyers' },
    content: [
      p(
        {},
        v('buyer.name', { case: 'nominative' }),
        t(', '),
        {
          type: 'choice',
          attrs: {
            options: [
              { when: is('buyer.sex', 'female'), text: 'именуемая' },
              { when: is('buyer.sex', 'male'), text: 'именуемый' },
            ],
          },
        },
        t(' Покупатель'),
      ),
    ],
  }),
  clause(
    'subject',
    p(
      { level: 2, anchor: 'subject.object' },
      t('Продаётся '),
      v('object.kind', { case: 'nominative' }),
      t(' № '),
      v('object.number'),
      t('.'),
    ),
    p({ level: 2 }, v('object.view', { optional: true })),
  ),
  clause(
    'price',
    p(
      { level: 2, anchor: 'price.total' },
      t('Цена объекта, указанного в п. '),
      ref('subject.object'),
      t(', — '),
      v('price.total', { format: 'full' }),
      t('.'),
    ),
  ),
  clause('pay-full', p({ level: 2 }, t('Платёж единовременно, график не применяется.'))),
  clause(
    'pay-parts',
    p(
      { level: 2 },
      t('Платежи по графику (Приложение № '),
      ref('annex.schedule'),
      t('), цена — п. '),
      ref('price.total'),
      t(':'),
    ),
    p({ list: 'letter' }, t('первый;')),
    p({ list: 'letter' }, t('последующие.')),
    p({ level: 3 }, t('Просрочка влечёт пени.')),
  ),
  clause('matcap', p({ level: 2 }, t('Материнский капитал '), v('matcap.amount'), t('.'))),
  clause('schedule', {
    type: 'table',
    attrs: { widths: [1, 3, 3] },
    content: [
      {
        type: 'tableRow',
        content: ['№', 'Срок', 'Сумма'].map((text) => ({
          type: 'tableHeader' as const,
          content: [p(undefined, t(text))],
        })),
      },
      {
        type: 'tableRow',
        attrs: { repeat: 'payments' },
        content: [v('payment-line.number'), v('payment-line.on', { format: 'short' }), v('payment-line.amount')].map(
          (node) => ({ type: 'tableCell' as const, content: [p(undefined, node)] }),
        ),
      },
      {
        type: 'tableRow',
        content: [
          { type: 'tableCell', attrs: { colspan: 2 }, content: [p(undefined, t('Итого'))] },
          { type: 'tableCell', content: [p(undefined, v('price.total'))] },
        ],
      },
    ],
  }),
]

export const SAMPLE_CLAUSES: readonly ClauseVersion[] = CLAUSES
export const SAMPLE_LIBRARY = makeLibrary(CLAUSES)
const isParts = is('payment.kind', 'instalments', 'interest', 'stages', 'deferred')
export const SAMPLE_TEMPLATE = template([
  slot('head', [['head', true]]),
  slot('parties', [['parties', true]]),
  section('s.subject', 'Предмет', [slot('subject', [['subject', true]])]),
  section('s.matcap', 'Материнский капитал', [slot('matcap', [['matcap', is('matcap.isUsed', true)]], false)]),
  section('s.price', 'Цена', [
    slot('price', [['price', true]]),
    slot('pay', [
      ['pay-full', is('payment.kind', 'full')],
      ['pay-parts', isParts],
    ]),
  ]),
  section('annex.schedule', 'График платежей', [slot('schedule', [['schedule', true]])], {
    isAnnex: true,
    when: isParts,
  }),
])

export const SAMPLE_FACTS = {
  'contract.number': '7-К',
  'contract.on': '2026-08-22',
  'object.kind': 'flat',
  'object.number': '45',
  'object.area': 453_000,
  'price.total': 1_234_567_890,
  'payment.kind': 'instalments',
  'matcap.isUsed': false,
  buyers: [{ kind: 'citizen', name: { last: 'Иванова', first: 'Мария', middle: 'Петровна' } }],
  payments: [
    { on: '2026-09-01', amount: 1_000_000_000 },
    { on: '2026-10-01', amount: 234_567_890 },
  ],
}
