/** What a clause may refer to: numbered points of the clauses that stand with it in some template, and the sections there. */
import {
  type ClauseVersion,
  type TemplateNode,
  type TemplateVersion,
  slotsOf,
} from '#shared/modules/contracts/model.ts'
import { plainText } from '#shared/modules/contracts/rich-text.ts'

export interface Place {
  anchor: string
  clause: string
  title: string
  text: string
}

export function placesOf(
  clauses: readonly ClauseVersion[],
  templates: readonly TemplateVersion[],
  clause: string,
): Place[] {
  const around = templates.filter((template) =>
    slotsOf(template.body).some((slot) => slot.variants.some((variant) => variant.clause === clause)),
  )
  const near = new Set(
    around.flatMap(({ body }) => slotsOf(body).flatMap((slot) => slot.variants.map((variant) => variant.clause))),
  )
  const places = new Map<string, Place>()
  for (const each of clauses.filter((one) => near.has(one.clause)))
    for (const block of each.content.content)
      if (block.type === 'paragraph' && block.attrs?.anchor)
        places.set(block.attrs.anchor, {
          anchor: block.attrs.anchor,
          clause: each.clause,
          title: each.title,
          text: plainText({ type: 'doc', content: [block] }).slice(0, 160),
        })
  for (const template of around)
    for (const { key, text } of sectionsOf(template.body))
      if (!places.has(key)) places.set(key, { anchor: key, clause: '', title: template.title, text })
  return [...places.values()]
}

function sectionsOf(nodes: readonly TemplateNode[]): { key: string; text: string }[] {
  return nodes.flatMap((node) =>
    node.kind === 'slot'
      ? []
      : [
          {
            key: node.key,
            text: plainText({ type: 'doc', content: [{ type: 'paragraph', content: node.heading ?? [] }] }),
          },
          ...sectionsOf(node.children),
        ],
  )
}
