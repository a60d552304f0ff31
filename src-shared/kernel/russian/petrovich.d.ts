declare module 'petrovich' {
  type Inflect = (name: string) => string
  type Case = 'nominative' | 'genitive' | 'dative' | 'accusative' | 'instrumental' | 'prepositional'
  type Sex = 'male' | 'female' | 'androgynous'
  const petrovich: Record<Sex, Record<'first' | 'middle' | 'last', Record<Case, Inflect>>>
  export = petrovich
}
