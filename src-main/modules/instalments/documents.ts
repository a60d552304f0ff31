/** What is printed of instalments: the annex with the schedule, the receipt of a payment, a penalty with everything behind it. */
import type { PrintBlock, PrintCell, PrintDocument, PrintParagraph, PrintTable } from '#shared/kernel/document.ts'
import { formatDay, type Day } from '#shared/kernel/day.ts'
import { formatMinor, sumMinor } from '#shared/kernel/money.ts'
import { formatPercent } from '#shared/kernel/percent.ts'
import type { PaymentRow, PenaltyResult, ScheduleLineRow } from '#shared/modules/instalments/model.ts'
import { moneyInWords as amountInWords } from '#shared/kernel/russian/words.ts'

export interface DealFacts {
  name: string
  client: string
  units: string
  price: number
  contractOn: Day | null
}

const NBSP = '\u00a0'
const rubles = (minor: number) => `${formatMinor(minor)}${NBSP}руб.`

function paragraph(
  text: string,
  style: PrintParagraph['style'] = 'body',
  align?: PrintParagraph['align'],
): PrintParagraph {
  return { kind: 'paragraph', style, ...(align ? { align } : {}), runs: text === '' ? [] : [{ text }] }
}

function cell(text: string, align: PrintParagraph['align'] = 'left', isBold = false): PrintCell {
  return {
    colspan: 1,
    rowspan: 1,
    paragraphs: [
      { kind: 'paragraph', style: 'plain', align, runs: [{ text, ...(isBold ? { bold: true as const } : {}) }] },
    ],
  }
}

interface Column {
  title: string
  width: number
  align?: PrintParagraph['align']
}

function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  total?: readonly string[],
): PrintTable {
  const line = (texts: readonly string[], isBold: boolean) =>
    columns.map((column, index) => cell(texts[index] ?? '', column.align ?? 'left', isBold))
  return {
    kind: 'table',
    widths: columns.map((column) => column.width),
    borders: 'all',
    rows: [
      { isHeader: true, cells: columns.map((column) => cell(column.title, 'center', true)) },
      ...rows.map((row) => ({ isHeader: false, cells: line(row, false) })),
      ...(total ? [{ isHeader: false, cells: line(total, true) }] : []),
    ],
  }
}

function sheet(title: string, on: Day, blocks: PrintBlock[]): PrintDocument {
  return {
    title,
    on,
    margins: { top: 20, right: 15, bottom: 20, left: 25 },
    fontSize: 11,
    header: '',
    footer: title,
    hasPageNumbers: true,
    blocks,
  }
}

/** The annex of a contract: dates as the parties write them, with the working day that each moves to. */
export function annexDocument(
  deal: DealFacts,
  schedule: { version: number; on: Day; rateBp: number },
  lines: readonly ScheduleLineRow[],
): PrintDocument {
  const hasInterest = lines.some((line) => line.interest_minor > 0)
  const hasArea = lines.some((line) => line.area_cm2 !== null)
  const columns: Column[] = [
    { title: '№', width: 6, align: 'center' },
    { title: 'Срок платежа', width: 16, align: 'center' },
    { title: 'Уплатить не позднее', width: 18, align: 'center' },
    { title: 'В счёт цены, руб.', width: 20, align: 'right' },
    ...(hasInterest
      ? [
          { title: 'Проценты, руб.', width: 17, align: 'right' as const },
          { title: 'Всего, руб.', width: 20, align: 'right' as const },
        ]
      : []),
    { title: 'Остаток, руб.', width: 20, align: 'right' },
    ...(hasArea ? [{ title: 'Площадь, м²', width: 12, align: 'right' as const }] : []),
  ]
  const principal = sumMinor(lines.map((line) => line.principal_minor))
  const interest = sumMinor(lines.map((line) => line.interest_minor))
  const rows = lines.map((line) => [
    String(line.line),
    formatDay(line.due_on),
    formatDay(line.pay_on),
    formatMinor(line.principal_minor),
    ...(hasInterest ? [formatMinor(line.interest_minor), formatMinor(line.principal_minor + line.interest_minor)] : []),
    formatMinor(line.balance_minor),
    ...(hasArea ? [line.area_cm2 === null ? '' : formatMinor(Math.round(line.area_cm2 / 100))] : []),
  ])
  const total = [
    '',
    'Итого',
    '',
    formatMinor(principal),
    ...(hasInterest ? [formatMinor(interest), formatMinor(principal + interest)] : []),
    '',
  ]
  return sheet('График платежей', schedule.on, [
    paragraph('График платежей', 'title'),
    paragraph(`к договору по сделке ${deal.name}, версия ${schedule.version} от ${formatDay(schedule.on)}`, 'subtitle'),
    paragraph(`Покупатель: ${deal.client}. Объект: ${deal.units}.`),
    paragraph(
      `Цена договора: ${rubles(principal)} (${amountInWords(principal)}).` +
        (hasInterest ? ` За рассрочку уплачиваются проценты ${rubles(interest)} (${amountInWords(interest)}).` : ''),
    ),
    table(columns, rows, total),
    paragraph(
      'Платёж, срок которого приходится на нерабочий день, вносится не позднее следующего за ним рабочего дня.',
    ),
    paragraph('Застройщик ____________________          Покупатель ____________________', 'plain'),
  ])
}

const CHANNEL: Record<string, string> = {
  bank: 'на расчётный счёт',
  cash: 'в кассу наличными',
  card: 'платёжной картой',
  escrow: 'на счёт эскроу',
  deposit: 'зачётом задатка',
}

const PART = { principal: 'в счёт цены', interest: 'проценты', penalty: 'неустойка' } as const

export function receiptDocument(deal: DealFacts, payment: PaymentRow): PrintDocument {
  const number = payment.number === null ? '' : ` № ${payment.number}`
  const columns: Column[] = [
    { title: 'За что', width: 30 },
    { title: 'Платёж графика', width: 18, align: 'center' },
    { title: 'Срок', width: 18, align: 'center' },
    { title: 'Сумма, руб.', width: 24, align: 'right' },
  ]
  const rows = payment.parts.map((part) => [
    PART[part.part],
    part.line === null ? '' : String(part.line),
    part.due_on === null ? '' : formatDay(part.due_on),
    formatMinor(part.amount_minor),
  ])
  return sheet(`Квитанция${number}`, payment.booked_on, [
    paragraph(`Квитанция${number}`, 'title'),
    paragraph(`от ${formatDay(payment.booked_on)}`, 'subtitle'),
    paragraph(`Принято от: ${payment.payer ?? deal.client}, ${CHANNEL[payment.channel] ?? ''}.`),
    paragraph(`Сумма: ${rubles(payment.amount_minor)} (${amountInWords(payment.amount_minor)}).`),
    paragraph(`По сделке ${deal.name}. Объект: ${deal.units}.`),
    ...(payment.purpose === null ? [] : [paragraph(`Назначение: ${payment.purpose}.`)]),
    ...(payment.document === null ? [] : [paragraph(`Платёжный документ: ${payment.document}.`)]),
    ...(rows.length === 0 ? [] : [table(columns, rows, ['Зачтено', '', '', formatMinor(payment.allocated_minor)])]),
    ...(payment.free_minor > 0 ? [paragraph(`Не распределено (аванс): ${rubles(payment.free_minor)}.`)] : []),
    ...(payment.reversed_by_id === null ? [] : [paragraph('Платёж сторнирован.')]),
    paragraph('Принял ____________________', 'plain'),
  ])
}

export function penaltyDocument(deal: DealFacts | null, result: PenaltyResult): PrintDocument {
  const who = result.side === 'buyer' ? 'покупателя' : 'застройщика'
  const columns: Column[] = [
    { title: 'С', width: 14, align: 'center' },
    { title: 'По', width: 14, align: 'center' },
    { title: 'Дней', width: 9, align: 'right' },
    { title: 'База, руб.', width: 21, align: 'right' },
    { title: 'Ставка', width: 12, align: 'right' },
    { title: 'Сумма, руб.', width: 18, align: 'right' },
    { title: 'Основание исключения', width: 24 },
  ]
  return sheet(`Расчёт неустойки ${who}`, result.to, [
    paragraph(`Расчёт неустойки ${who}`, 'title'),
    ...(deal === null ? [] : [paragraph(`Сделка ${deal.name}, покупатель ${deal.client}, объект ${deal.units}.`)]),
    paragraph(`Период: ${result.from === null ? '—' : formatDay(result.from)} — ${formatDay(result.to)}.`),
    ...result.pieces.flatMap((piece): PrintBlock[] => [
      paragraph(`Основание: ${piece.act} (${piece.edition}), правило ${piece.pack}.`),
      paragraph(
        `Формула: сумма по дням, не исключённым из начисления: база дня × ставка дня × ${piece.multiplier} / ${piece.divisor}.`,
      ),
      table(
        columns,
        piece.lines.map((line) => [
          formatDay(line.from),
          formatDay(line.to),
          String(line.days),
          formatMinor(line.base_minor),
          `${formatPercent(line.rate)}${NBSP}%`,
          formatMinor(line.amount_minor),
          line.excluded_by ?? '',
        ]),
        ['Итого', '', String(piece.days), '', '', formatMinor(piece.amount_minor), ''],
      ),
      ...(piece.is_limited ? [paragraph('Сумма ограничена предельным размером.')] : []),
    ]),
    paragraph(
      `Всего: ${rubles(result.amount_minor)} (${amountInWords(result.amount_minor)}), дней начисления: ${result.days}.`,
    ),
    paragraph(`Ставка известна по решению от ${formatDay(result.rate_known_on)}; последующие дни посчитаны по ней.`),
  ])
}
