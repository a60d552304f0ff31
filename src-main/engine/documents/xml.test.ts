import { describe, expect, test } from 'vitest'
import { parseXml, textOf } from './xml.ts'

describe('the XML reader', () => {
  test('reads elements, attributes, entities, comments and sections of text', () => {
    expect(
      parseXml('\ufeff<?xml version="1.0"?><!-- c --><a x="1 &amp; 2" y=\'"\'>t&#x41;&lt;<b/><![CDATA[<c>]]></a>'),
    ).toEqual({
      name: 'a',
      attributes: { x: '1 & 2', y: '"' },
      children: ['tA<', { name: 'b', attributes: {}, children: [] }, '<c>'],
    })
    expect(textOf(parseXml('<a>1<b>2</b>3</a>'))).toBe('123')
  })

  test.each([
    '',
    'text',
    '<a>',
    '<a></b>',
    '<a/><b/>',
    '<a x=1/>',
    '<a x="1" x="2"/>',
    '<a>&nbsp;</a>',
    '<a>& b</a>',
    '<a>&#0;</a>',
    '<a>\u0001</a>',
    '<!DOCTYPE a><a/>',
    '<a><!-- </a>',
    `${'<a>'.repeat(300)}${'</a>'.repeat(300)}`,
  ])('refuses %j', (source) => {
    expect(() => parseXml(source)).toThrow()
  })
})
