/**
 * The colours of the report, in light and in dark. Charts name them as CSS variables, so that one
 * drawing serves both.
 * @module
 */

/** Opacity of the shades of congestions: their colour must not drown what lies on them. */
export const SHADE_OPACITY = 0.18;

/** What a colour is for. */
export type Ink = keyof typeof PALETTES.light;

/** The colours by scheme. All but `rule`, which only separates, keep a contrast of 4.5 (WCAG 2.2,
 * 1.4.3) on `page` and `card`; those of alerts also on shades of congestions. */
export const PALETTES = {
  light: {
    page: "#f5f6f9",
    card: "#ffffff",
    ink: "#1b2230",
    soft: "#545e70",
    rule: "#dde1e8",
    actual: "#4a5365",
    near: "#0b5fc0",
    far: "#b04d06",
    threshold: "#b3202a",
    congestion: "#cf2433",
    sudden: "#7c3fc4",
    warned: "#136a34",
    late: "#7d5600",
    "false-alarm": "#9c2466",
  },
  dark: {
    page: "#0e1219",
    card: "#161b24",
    ink: "#e7ebf2",
    soft: "#a5afc0",
    rule: "#2d3543",
    actual: "#a9b3c4",
    near: "#63b0ff",
    far: "#ffa552",
    threshold: "#ff7d84",
    congestion: "#ff5a66",
    sudden: "#b98cff",
    warned: "#5fd08a",
    late: "#e8bf4d",
    "false-alarm": "#f58cc0",
  },
} as const;

/** Gives a colour as a chart names it. */
export function ink(name: Ink): string {
  return `var(--${name})`;
}
