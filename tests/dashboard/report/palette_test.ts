import assert from "node:assert/strict";
import { ink, PALETTES, SHADE_OPACITY } from "#lib/dashboard/report/palette.ts";
import { STYLESHEET } from "#lib/dashboard/report/stylesheet.ts";

/** Relative luminance (WCAG 2.2). */
function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function blend(ground: string, ink: string, opacity: number): string {
  const channels = [1, 3, 5].map((at) => {
    const [below, above] = [ground, ink].map((color) => parseInt(color.slice(at, at + 2), 16));
    return Math.round(below + opacity * (above - below)).toString(16).padStart(2, "0");
  });
  return `#${channels.join("")}`;
}

Deno.test("contrast() of these tests knows the extremes", () => {
  assert.equal(contrast("#000000", "#ffffff"), 21);
  assert.equal(contrast("#777777", "#777777"), 1);
});

for (const [scheme, palette] of Object.entries(PALETTES)) {
  Deno.test(`every ${scheme} colour of text and lines has a contrast of 4.5 on both grounds`, () => {
    const { page, card, rule: _, ...inks } = palette;
    for (const [name, color] of Object.entries(inks)) {
      for (const ground of [page, card]) {
        const ratio = contrast(color, ground);
        assert.ok(ratio >= 4.5, `${name} on ${ground}: ${ratio.toFixed(2)}`);
      }
    }
  });
}

for (const [scheme, palette] of Object.entries(PALETTES)) {
  Deno.test(`the ${scheme} colours of alerts have a contrast of 4.5 on shades of congestions`, () => {
    for (const name of ["warned", "late", "false-alarm"] as const) {
      for (const shade of [palette.congestion, palette.sudden]) {
        const ratio = contrast(palette[name], blend(palette.card, shade, SHADE_OPACITY));
        assert.ok(ratio >= 4.5, `${name} on ${shade}: ${ratio.toFixed(2)}`);
      }
    }
  });
}

Deno.test("the style sheet gives both schemes each colour, and print the light ones", () => {
  assert.deepEqual(Object.keys(PALETTES.dark), Object.keys(PALETTES.light));
  for (const [name, color] of Object.entries(PALETTES.light)) {
    assert.equal(STYLESHEET.text.split(`--${name}: ${color};`).length - 1, 2, name);
  }
  const dark = STYLESHEET.text.indexOf("prefers-color-scheme: dark");
  for (const [name, color] of Object.entries(PALETTES.dark)) {
    assert.ok(STYLESHEET.text.indexOf(`--${name}: ${color};`) > dark, name);
  }
  const used = new Set([...STYLESHEET.text.matchAll(/var\((--[a-z-]+)\)/g)].map((m) => m[0]));
  used.delete("var(--color)");
  const known = Object.keys(PALETTES.light).map((name) => `var(--${name})`);
  for (const name of used) assert.ok(known.includes(name), name);
  assert.equal(ink("near"), "var(--near)");
});
