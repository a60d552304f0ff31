/** Payments of buyers from a bank's list: each new line is posted and allocated; what was posted is never changed by a file. */
import type { ImportKind } from '../imports/kind.ts'

export const payments: ImportKind = {
  name: 'payments',
  title: { ru: 'Платежи покупателей', en: 'Buyers’ payments' },
  allow: 'ledger.post',
  // The same money in the same list again is the same payment.
  keys: [{ exact: ['deal', 'booked_on', 'amount_minor'], loose: ['document'] }],
  check({ values, base, find, report }) {
    if (base !== null || values['deal'] == null) return
    if (find('deal', values['deal']) === null) report('deal', 'unknown-reference', { text: String(values['deal']) })
  },
  notes: {
    ru: 'Одна строка — один платёж по одной сделке. Проведённые платежи файлом не меняются: их сторнируют в сделке.',
    en: 'One line is one payment for one deal. Posted payments are not changed by a file: they are reversed in the deal.',
  },
  fields: [
    {
      key: 'deal',
      type: 'code',
      title: { ru: 'Сделка', en: 'Deal' },
      synonyms: ['номер сделки', '№ сделки', 'сделка №', 'deal number', 'deal no'],
      isRequired: true,
      isFixed: true,
      maxLength: 20,
      example: '118',
      hint: { ru: 'Номер сделки', en: 'Number of the deal' },
    },
    {
      key: 'booked_on',
      type: 'date',
      title: { ru: 'Дата платежа', en: 'Day of payment' },
      synonyms: ['дата', 'дата поступления', 'дата зачисления', 'дата операции', 'date', 'payment date', 'booked on'],
      isRequired: true,
      isFixed: true,
      example: '2026-08-22',
    },
    {
      key: 'amount_minor',
      type: 'money',
      title: { ru: 'Сумма платежа', en: 'Sum of payment' },
      synonyms: ['сумма', 'сумма, руб.', 'поступило', 'зачислено', 'amount', 'sum', 'paid'],
      isRequired: true,
      isFixed: true,
      min: 1,
      example: 1_250_000,
    },
    {
      key: 'channel',
      type: 'choice',
      title: { ru: 'Куда поступил', en: 'Came to' },
      synonyms: ['счёт', 'способ оплаты', 'канал', 'channel', 'account'],
      isCheckOnly: true,
      choices: [
        { value: 'escrow', title: { ru: 'Эскроу', en: 'Escrow' }, synonyms: ['счёт эскроу', 'escrow account'] },
        {
          value: 'bank',
          title: { ru: 'Расчётный счёт', en: 'Bank account' },
          synonyms: ['банк', 'р/с', 'безналичный', 'bank'],
        },
        { value: 'cash', title: { ru: 'Касса', en: 'Cash' }, synonyms: ['наличные', 'наличными'] },
        { value: 'card', title: { ru: 'Карта', en: 'Card' }, synonyms: ['эквайринг', 'банковская карта'] },
      ],
      example: 'Расчётный счёт',
    },
    {
      key: 'document',
      type: 'code',
      title: { ru: 'Платёжный документ', en: 'Document' },
      synonyms: ['документ', 'номер документа', '№ п/п', 'п/п', 'платёжное поручение', 'document no'],
      isCheckOnly: true,
      maxLength: 100,
      example: 'п/п 329',
    },
    {
      key: 'payer',
      type: 'text',
      title: { ru: 'Плательщик', en: 'Payer' },
      synonyms: ['от кого', 'покупатель', 'контрагент', 'payer name'],
      isCheckOnly: true,
      maxLength: 300,
      example: 'Иванов Иван Иванович',
    },
    {
      key: 'purpose',
      type: 'text',
      title: { ru: 'Назначение платежа', en: 'Purpose' },
      synonyms: ['назначение', 'основание', 'payment purpose', 'details'],
      isCheckOnly: true,
      maxLength: 500,
      example: 'Оплата по договору 118',
    },
  ],
}
