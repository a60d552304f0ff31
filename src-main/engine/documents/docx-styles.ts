/** How our Word files look: page, styles, numbering, borders and the marks of origin. */
import {
  AlignmentType,
  BorderStyle,
  type ILevelsOptions,
  type IRunOptions,
  type IStylesOptions,
  LevelFormat,
  LevelSuffix,
  UnderlineType,
} from 'docx'
import type { Align, Origin } from '#shared/kernel/document.ts'

export const MM = 1440 / 25.4

export const PAGE = { width: Math.round(210 * MM), height: Math.round(297 * MM) }

const FONT = 'Times New Roman'

/** A red that prints as black on a black-and-white printer; the underline tells the origin without colour. */
export const ORIGIN_MARKS: Readonly<Record<Origin, IRunOptions>> = {
  register: { color: 'C00000' },
  typed: { color: 'C00000', underline: { type: UnderlineType.DOTTED } },
  computed: { color: 'C00000', underline: { type: UnderlineType.DASH } },
  changed: { color: 'C00000', underline: { type: UnderlineType.DOUBLE } },
  missing: { color: 'FFFFFF', shading: { type: 'clear', fill: 'C00000', color: 'auto' } },
}

const line = { style: BorderStyle.SINGLE, size: 4, color: '000000' }

const none = { style: BorderStyle.NONE, size: 0, color: 'auto' }

export const ALL_BORDERS = {
  top: line,
  bottom: line,
  left: line,
  right: line,
  insideHorizontal: line,
  insideVertical: line,
}

export const NO_BORDERS = {
  top: none,
  bottom: none,
  left: none,
  right: none,
  insideHorizontal: none,
  insideVertical: none,
}

export const ALIGNMENT = {
  left: AlignmentType.LEFT,
  center: AlignmentType.CENTER,
  right: AlignmentType.RIGHT,
  justify: AlignmentType.JUSTIFIED,
} as const satisfies Record<Align, unknown>

const point = (level: number): ILevelsOptions => ({
  level,
  format: LevelFormat.DECIMAL,
  text: `${Array.from({ length: level + 1 }, (_, index) => `%${index + 1}`).join('.')}.`,
  alignment: AlignmentType.LEFT,
  suffix: LevelSuffix.SPACE,
  style: {
    paragraph: { indent: { left: 0, firstLine: level === 0 ? 0 : 567 } },
    ...(level === 0 ? { run: { bold: true } } : {}),
  },
})

export const NUMBERING = {
  config: [
    { reference: 'decimal', levels: [0, 1, 2, 3].map(point) },
    {
      reference: 'letter',
      levels: [
        {
          level: 0,
          format: LevelFormat.RUSSIAN_LOWER,
          text: '%1)',
          alignment: AlignmentType.LEFT,
          style: { paragraph: { indent: { left: 851, hanging: 284 } } },
        },
      ],
    },
    {
      reference: 'dash',
      levels: [
        {
          level: 0,
          format: LevelFormat.BULLET,
          text: '–',
          alignment: AlignmentType.LEFT,
          style: { paragraph: { indent: { left: 851, hanging: 284 } } },
        },
      ],
    },
  ],
}

export function stylesOf(fontSize: number): IStylesOptions {
  const base = { basedOn: 'Normal', quickFormat: true }
  const spacing = { after: 80 }
  return {
    default: {
      document: {
        run: { font: FONT, size: fontSize * 2, language: { value: 'ru-RU' } },
        paragraph: { spacing: { line: 240 } },
      },
    },
    paragraphStyles: [
      {
        id: 'body',
        name: 'Contract body',
        ...base,
        paragraph: { alignment: AlignmentType.JUSTIFIED, indent: { firstLine: 567 }, spacing },
      },
      {
        id: 'list',
        name: 'Contract list',
        ...base,
        paragraph: { alignment: AlignmentType.JUSTIFIED, spacing: { after: 40 } },
      },
      { id: 'plain', name: 'Contract plain', ...base, paragraph: { alignment: AlignmentType.LEFT } },
      {
        id: 'title',
        name: 'Contract title',
        ...base,
        run: { bold: true, size: fontSize * 2 + 4 },
        paragraph: { alignment: AlignmentType.CENTER, spacing: { after: 160 }, keepNext: true },
      },
      {
        id: 'subtitle',
        name: 'Contract subtitle',
        ...base,
        run: { bold: true },
        paragraph: { alignment: AlignmentType.CENTER, spacing: { before: 120, after: 120 }, keepNext: true },
      },
      {
        id: 'heading',
        name: 'Contract heading',
        ...base,
        run: { bold: true },
        paragraph: {
          alignment: AlignmentType.CENTER,
          spacing: { before: 200, after: 100 },
          keepNext: true,
          outlineLevel: 0,
        },
      },
      { id: 'annex', name: 'Contract annex', ...base, paragraph: { alignment: AlignmentType.RIGHT, keepNext: true } },
      {
        id: 'header',
        name: 'Contract header',
        ...base,
        run: { size: 16, color: '606060' },
        paragraph: { alignment: AlignmentType.RIGHT },
      },
      {
        id: 'footer',
        name: 'Contract footer',
        ...base,
        run: { size: 16, color: '606060' },
        paragraph: { alignment: AlignmentType.CENTER },
      },
    ],
  }
}
