/** Values that a JSON schema would take, or nearly: what fuzzing feeds to the calls of a contract. */
import fc, { type Arbitrary } from 'fast-check'
import { z } from 'zod'

type Schema = Record<string, unknown>

/** Arguments made after a zod schema; `ids` are mixed in wherever an id is wanted, so that some calls meet real rows. */
export function argumentsOf(schema: z.ZodType, ids: readonly string[]): Arbitrary<unknown> {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema
  const definitions = (json['$defs'] ?? {}) as Record<string, Schema>
  return valueOf(json, ids, definitions, 0)
}

function valueOf(
  schema: Schema,
  ids: readonly string[],
  definitions: Record<string, Schema>,
  depth: number,
): Arbitrary<unknown> {
  if (depth > 8) return fc.constant(null)
  const inner = (part: unknown) => valueOf((part ?? {}) as Schema, ids, definitions, depth + 1)
  const ref = schema['$ref']
  if (typeof ref === 'string') return inner(definitions[ref.replace('#/$defs/', '')])
  if ('const' in schema) return fc.constant(schema['const'])
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]))
  const choices = schema['anyOf'] ?? schema['oneOf']
  if (Array.isArray(choices)) return fc.oneof(...choices.map(inner))
  if (Array.isArray(schema['allOf']))
    return fc.tuple(...schema['allOf'].map(inner)).map((parts) => Object.assign({}, ...parts) as unknown)
  switch (schema['type']) {
    case 'string':
      return textOf(schema, ids)
    case 'integer':
      return fc.oneof(
        fc.integer(bounds(schema)),
        fc.integer({ min: lowest(schema), max: Math.min(lowest(schema) + 5, highest(schema)) }),
      )
    case 'number':
      return fc.oneof(fc.integer(bounds(schema)), fc.double({ noNaN: true, min: lowest(schema), max: highest(schema) }))
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array': {
      const minLength = Number(schema['minItems'] ?? 0)
      if (Array.isArray(schema['prefixItems'])) return fc.tuple(...schema['prefixItems'].map(inner))
      return fc.array(inner(schema['items']), {
        minLength,
        maxLength: Math.max(minLength, Math.min(4, Number(schema['maxItems'] ?? 4))),
      })
    }
    case 'object':
      return objectOf(schema, inner)
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}

function objectOf(schema: Schema, inner: (part: unknown) => Arbitrary<unknown>): Arbitrary<unknown> {
  const properties = Object.entries((schema['properties'] ?? {}) as Schema)
  if (properties.length === 0 && typeof schema['additionalProperties'] === 'object') {
    return fc.dictionary(fc.string({ maxLength: 10 }), inner(schema['additionalProperties']), { maxKeys: 3 })
  }
  const required = (schema['required'] ?? []) as string[]
  return fc.record(Object.fromEntries(properties.map(([name, part]) => [name, inner(part)])), {
    requiredKeys: required,
  })
}

function textOf(schema: Schema, ids: readonly string[]): Arbitrary<string> {
  const pattern = schema['pattern']
  if (schema['format'] === 'uuid')
    return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...ids) }, { weight: 1, arbitrary: fc.uuid() })
  const minLength = Number(schema['minLength'] ?? 0)
  const maxLength = Math.min(Number(schema['maxLength'] ?? 60), 60)
  const plain = fc.oneof(
    fc.string({ minLength, maxLength, unit: 'binary' }),
    fc
      .constantFrom('x'.repeat(Math.max(1, minLength)), '%_\\', "'; drop table app.unit; --", '\u0000', '\ud800')
      .filter((text) => text.length >= minLength),
  )
  if (typeof pattern !== 'string') return plain
  try {
    return fc.oneof(
      { weight: 5, arbitrary: fc.stringMatching(new RegExp(pattern)) },
      { weight: 1, arbitrary: fc.constantFrom('2026-02-29', '2026-08-22', '2026-08-22T09:15:00.000Z', '9999-12-31') },
    )
  } catch {
    // Lookarounds are beyond the generator.
    return plain
  }
}

const lowest = (schema: Schema) =>
  Math.max(Number(schema['minimum'] ?? schema['exclusiveMinimum'] ?? -1e6), Number.MIN_SAFE_INTEGER)
const highest = (schema: Schema) =>
  Math.max(
    Math.min(Number(schema['maximum'] ?? schema['exclusiveMaximum'] ?? 1e6), Number.MAX_SAFE_INTEGER),
    lowest(schema),
  )
const bounds = (schema: Schema) => ({ min: Math.ceil(lowest(schema)), max: Math.floor(highest(schema)) })

/** What no schema wants. */
export const junk: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, 0, -1, NaN, Infinity, 1e308, '', 'x', true, [], {}, [[]], { args: {} }),
  fc.constantFrom(
    ...[
      '{"__proto__":{"rights":["access.manage"]}}',
      '{"constructor":{"prototype":{"polluted":1}}}',
      '{"toString":1,"valueOf":2,"hasOwnProperty":3}',
    ].map((text) => JSON.parse(text) as unknown),
  ),
  fc.jsonValue({ maxDepth: 3 }),
)
