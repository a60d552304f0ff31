import { instalments as contract } from '#shared/modules/instalments/contract.ts'
import { implement } from '#main/engine/define.ts'
import { annex, penaltySheet, receipt } from './actions.ts'
import { desk, deskLines, deskReceipt, deskTaken } from './desk.ts'
import { setLimits } from './limit-commands.ts'
import { account, payments, penalties } from './money-queries.ts'
import { allocate, pay, reversePayment } from './payment-commands.ts'
import { morning } from './morning.ts'
import { addPenaltyTerm, chargePenalty, penalty, penaltyTerms, recompute } from './penalties.ts'
import { due, receipts } from './registry-queries.ts'
import { activate, approve, drop, editLines, propose, reject, submit } from './schedule-commands.ts'
import { compare, limits, lines, negotiate, preview, schedules } from './schedule-queries.ts'

export const instalments = implement(contract, {
  desk,
  deskLines,
  deskTaken,
  deskReceipt,
  schedules,
  lines,
  compare,
  preview,
  payments,
  account,
  due,
  receipts,
  limits,
  penaltyTerms,
  penalty,
  penalties,
  recompute,
  negotiate,
  propose,
  editLines,
  activate,
  submit,
  approve,
  reject,
  drop,
  pay,
  allocate,
  reversePayment,
  chargePenalty,
  morning,
  setLimits,
  addPenaltyTerm,
  annex,
  receipt,
  penaltySheet,
})
