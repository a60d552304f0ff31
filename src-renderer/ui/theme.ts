/** Mantine speaking our tokens: dense controls, one accent, five meanings. Everything else about looks is in tokens.css. */
import {
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type MantineTheme,
  type VariantColorsResolver,
  defaultVariantColorsResolver,
} from '@mantine/core'

export type Meaning = 'accent' | 'good' | 'warn' | 'bad' | 'info'
const MEANINGS: readonly string[] = ['accent', 'good', 'warn', 'bad', 'info']

function shades(name: string): MantineColorsTuple {
  const [soft, strong] = [`var(--k-${name}-soft)`, `var(--k-${name})`]
  return [soft, soft, soft, strong, strong, strong, strong, strong, strong, strong]
}

const neutral: MantineColorsTuple = [
  'var(--k-canvas)',
  'var(--k-hover)',
  'var(--k-line)',
  'var(--k-line)',
  'var(--k-line-strong)',
  'var(--k-ink-3)',
  'var(--k-ink-3)',
  'var(--k-ink-2)',
  'var(--k-ink)',
  'var(--k-ink)',
]

const darkNeutral: MantineColorsTuple = [
  'var(--k-ink)',
  'var(--k-ink-2)',
  'var(--k-ink-3)',
  'var(--k-ink-3)',
  'var(--k-line-strong)',
  'var(--k-hover)',
  'var(--k-surface)',
  'var(--k-raised)',
  'var(--k-sunken)',
  'var(--k-sunken)',
]

const variantColorResolver: VariantColorsResolver = (input) => {
  const name = input.color ?? 'accent'
  if (name === 'gray' && (input.variant === 'subtle' || input.variant === 'light')) {
    const background = input.variant === 'light' ? 'var(--k-sunken)' : 'transparent'
    return { background, hover: 'var(--k-hover)', color: 'var(--k-ink-2)', border: '1px solid transparent' }
  }
  if (!MEANINGS.includes(name)) return defaultVariantColorsResolver(input)
  const [strong, soft] = [`var(--k-${name})`, `var(--k-${name}-soft)`]
  const on = name === 'accent' ? 'var(--k-on-accent)' : 'var(--k-on-strong)'
  const line = '1px solid transparent'
  switch (input.variant) {
    case 'filled':
      return { background: strong, hover: `color-mix(in oklab, ${strong} 86%, var(--k-ink))`, color: on, border: line }
    case 'light':
      return { background: soft, hover: `color-mix(in oklab, ${soft} 88%, ${strong})`, color: strong, border: line }
    case 'outline':
      return { background: 'transparent', hover: soft, color: strong, border: `1px solid ${strong}` }
    case 'subtle':
      return { background: 'transparent', hover: 'var(--k-hover)', color: strong, border: line }
    case 'default':
      return {
        background: 'var(--k-surface)',
        hover: 'var(--k-hover)',
        color: 'var(--k-ink)',
        border: '1px solid var(--k-line-strong)',
      }
    default:
      return defaultVariantColorsResolver(input)
  }
}

const small = {
  '--input-height': 'var(--k-control)',
  '--input-fz': 'var(--k-text)',
  '--input-padding': '8px',
  '--input-placeholder-color': 'var(--k-ink-3)',
}

export const theme = createTheme({
  fontFamily: 'var(--k-font)',
  fontFamilyMonospace: 'var(--k-mono)',
  primaryColor: 'accent',
  primaryShade: 6,
  colors: {
    accent: shades('accent'),
    good: shades('good'),
    warn: shades('warn'),
    bad: shades('bad'),
    info: shades('info'),
    red: shades('bad'),
    gray: neutral,
    dark: darkNeutral,
  },
  variantColorResolver,
  defaultRadius: 'var(--k-radius)',
  radius: {
    xs: '2px',
    sm: 'var(--k-radius)',
    md: 'var(--k-radius)',
    lg: 'var(--k-radius-large)',
    xl: 'var(--k-radius-large)',
  },
  fontSizes: {
    xs: 'var(--k-text-small)',
    sm: 'var(--k-text)',
    md: 'var(--k-text)',
    lg: 'var(--k-text-title)',
    xl: 'var(--k-text-large)',
  },
  lineHeights: { xs: '1.35', sm: '1.38', md: '1.38', lg: '1.35', xl: '1.25' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: 'var(--k-text-large)', lineHeight: '1.25' },
      h2: { fontSize: 'var(--k-text-title)', lineHeight: '1.3' },
      h3: { fontSize: 'var(--k-text)', lineHeight: '1.38' },
    },
  },
  shadows: { xs: 'none', sm: 'none', md: 'var(--k-shadow)', lg: 'var(--k-shadow)', xl: 'var(--k-shadow)' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Input: { vars: () => ({ wrapper: small }) },
    InputWrapper: {
      styles: { label: { marginBottom: 3 } },
      vars: () => ({
        label: { '--input-label-size': 'var(--k-text-small)' },
        error: { '--input-error-size': 'var(--k-text-small)' },
        description: { '--input-description-size': 'var(--k-text-small)' },
      }),
    },
    Button: {
      vars: () => ({
        root: {
          '--button-height': 'var(--k-control)',
          '--button-fz': 'var(--k-text)',
          '--button-padding-x': '12px',
        },
      }),
    },
    ActionIcon: {
      defaultProps: { variant: 'subtle', color: 'gray' },
      vars: () => ({ root: { '--ai-size': 'var(--k-icon-button)' } }),
    },
    Checkbox: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    Radio: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 450, withArrow: false, transitionProps: { duration: 90 } } },
    Modal: {
      defaultProps: { centered: true, transitionProps: { duration: 90, transition: 'fade' }, radius: 'lg' },
      styles: {
        content: { background: 'var(--k-raised)' },
        header: { background: 'var(--k-raised)', padding: '12px 12px 4px 20px', minHeight: 44 },
        body: { padding: '4px 20px 20px' },
        title: { fontSize: 'var(--k-text-title)', fontWeight: 600 },
      },
    },
    Badge: { defaultProps: { tt: 'none', fw: 550, radius: 'sm' } },
    // Opened by Enter, the next Enter takes the first item.
    Menu: {
      defaultProps: {
        transitionProps: { duration: 60 },
        shadow: 'md',
        withInitialFocusPlaceholder: false,
        menuItemTabIndex: 0,
      },
    },
    Popover: { defaultProps: { transitionProps: { duration: 60 }, shadow: 'md' } },
    Select: { defaultProps: { allowDeselect: false, checkIconPosition: 'right' } },
  },
})

export const cssVariables: CSSVariablesResolver = (_theme: MantineTheme) => {
  const variables: Record<string, string> = {
    '--mantine-color-body': 'var(--k-surface)',
    '--mantine-color-text': 'var(--k-ink)',
    '--mantine-color-bright': 'var(--k-ink)',
    '--mantine-color-dimmed': 'var(--k-ink-3)',
    '--mantine-color-placeholder': 'var(--k-ink-3)',
    '--mantine-color-anchor': 'var(--k-accent)',
    '--mantine-color-error': 'var(--k-bad)',
    '--mantine-color-default': 'var(--k-surface)',
    '--mantine-color-default-hover': 'var(--k-hover)',
    '--mantine-color-default-color': 'var(--k-ink)',
    '--mantine-color-default-border': 'var(--k-line)',
    '--mantine-color-disabled': 'var(--k-sunken)',
    '--mantine-color-disabled-color': 'var(--k-ink-3)',
    '--mantine-color-disabled-border': 'var(--k-line)',
    '--mantine-primary-color-contrast': 'var(--k-on-accent)',
  }
  for (const name of MEANINGS) {
    variables[`--mantine-color-${name}-filled`] = `var(--k-${name})`
    variables[`--mantine-color-${name}-filled-hover`] = `color-mix(in oklab, var(--k-${name}) 86%, var(--k-ink))`
    variables[`--mantine-color-${name}-light`] = `var(--k-${name}-soft)`
    variables[`--mantine-color-${name}-light-hover`] = `var(--k-${name}-soft)`
    variables[`--mantine-color-${name}-light-color`] = `var(--k-${name})`
    variables[`--mantine-color-${name}-text`] = `var(--k-${name})`
    variables[`--mantine-color-${name}-outline`] = `var(--k-${name})`
  }
  return { variables: {}, light: variables, dark: variables }
}
