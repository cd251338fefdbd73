import type { CellStyle, GranuleStyle } from './cell-style.ts';
import { styleOf } from './cell-styles.ts';
import type { NucleatedClass } from './class-mix.ts';
import { type NucleusShape, nucleusDistance } from './nucleus.ts';
import { nucleusOf } from './nucleus-shapes.ts';
import { radiusToward } from './outline.ts';
import {
  type Brush,
  type Dot,
  EDGE_UM,
  mixInks,
  type Patch,
  patchFor,
  smoothstep,
  stampDots,
} from './patch.ts';
import { type Random, randomFrom } from './random.ts';
import type { SlideCell } from './slide-cell.ts';
import { sampleTexture, TEXEL_UM } from './texture.ts';

export type NucleatedCell = SlideCell & { readonly class: NucleatedClass };

interface Anatomy {
  readonly cell: NucleatedCell;
  readonly nucleus: NucleusShape;
  readonly style: CellStyle;
  /** Where in the textures this cell reads. */
  readonly du: number;
  readonly dv: number;
}

/** A nucleated cell: cytoplasm, nucleus with its chromatin, vacuoles, nucleoli, granules, in this order. */
export function paintWhiteCell(cell: NucleatedCell, brush: Brush): Patch {
  const random = randomFrom(cell.seed, 2);
  const anatomy: Anatomy = {
    cell,
    nucleus: nucleusOf(cell.class, cell.radiusUm, random),
    style: styleOf(cell.class, brush.look.inks, random),
    du: random.between(0, 512),
    dv: random.between(0, 512),
  };
  const patch = patchFor(cell, brush.micronsPerPixel, 0.2);
  paintBody(patch, anatomy, brush);
  const dots = [
    ...vacuoles(anatomy, random),
    ...nucleoli(anatomy, brush, random),
    ...anatomy.style.granules.flatMap((granules) => granuleDots(anatomy, granules, random)),
  ];
  stampDots(patch, cell, dots, brush.micronsPerPixel);
  return patch;
}

/** Distance from the nucleus's outline with its natural unrest, µm, negative inside. */
function unrestDistance(anatomy: Anatomy, brush: Brush, x: number, y: number): number {
  const { nucleus, du, dv } = anatomy;
  const u = (x / TEXEL_UM) * 0.9 + dv;
  const v = (y / TEXEL_UM) * 0.9 + du;
  const { clump, smooth } = brush.textures;
  const wander =
    nucleus.unrest * (sampleTexture(smooth, u, v) + 0.25 * sampleTexture(clump, u * 0.5, v * 0.5));
  const sway =
    nucleus.unrest *
    (sampleTexture(smooth, v + 177, u + 91) + 0.25 * sampleTexture(clump, v * 0.5 + 91, u * 0.5));
  return nucleusDistance(nucleus, x + wander, y + sway);
}

function paintBody(patch: Patch, anatomy: Anatomy, brush: Brush): void {
  const { cell, style, du, dv } = anatomy;
  const { micronsPerPixel: scale, textures } = brush;
  const { chromatin, cytoplasm } = style;
  const contrast = Math.min(0.7, chromatin.contrast * brush.look.crispness);
  const hof = hofOf(anatomy);
  const { densities } = patch;
  for (let row = 0, at = 0; row < patch.height; row++) {
    const y = (patch.top + row) * scale - cell.yUm;
    for (let column = 0; column < patch.width; column++, at += 3) {
      const x = (patch.left + column) * scale - cell.xUm;
      const rough = radiusToward(cell.outline, x, y) - Math.sqrt(x * x + y * y);
      if (rough < -0.6) continue;
      const u = x / TEXEL_UM + du;
      const v = y / TEXEL_UM + dv;
      const mottle = sampleTexture(textures.clump, v, u);
      const inside = rough + 0.07 * mottle;
      const cover = smoothstep(-0.18, 0.24, inside);
      if (cover === 0) continue;
      const fine = sampleTexture(textures.fine, u, v);
      const cloud = sampleTexture(textures.smooth, u, v);
      const deep = unrestDistance(anatomy, brush, x, y);
      const nuclear = cover * (1 - smoothstep(-EDGE_UM, EDGE_UM, deep));
      let plasma = (cover - nuclear) * (1 + cytoplasm.grain * (fine + mottle) + cytoplasm.cloud * cloud);
      plasma *=
        1 -
        0.55 * (1 - smoothstep(hof.radius * 0.4, hof.radius, Math.sqrt((x - hof.x) ** 2 + (y - hof.y) ** 2)));
      const edge = 1 - smoothstep(0.3, 1.6, inside);
      let dense = 0;
      if (nuclear > 0) {
        const clump = sampleTexture(textures.clump, u * chromatin.fineness, v * chromatin.fineness);
        const rim = smoothstep(-0.7, -0.25, deep);
        const gap =
          smoothstep(0.8 - 2 * chromatin.openness, 2.6 - 2 * chromatin.openness, clump + 0.25 * fine) *
          (1 - rim);
        dense = nuclear * chromatin.density * (1 - contrast * gap + 0.06 * rim + 0.04 * clump + 0.06 * cloud);
      }
      for (let channel = 0; channel < 3; channel++) {
        const c = channel as 0 | 1 | 2;
        const ink = cytoplasm.ink[c] + (cytoplasm.edgeInk[c] - cytoplasm.ink[c]) * edge;
        densities[at + channel] = ink * plasma + chromatin.ink[c] * dense;
      }
    }
  }
}

/** The pale Golgi field lies in the cytoplasm opposite the nucleus's heavy side. */
function hofOf(anatomy: Anatomy): { readonly x: number; readonly y: number; readonly radius: number } {
  const lobe = anatomy.nucleus.lobes[0];
  if (!anatomy.style.hof || !lobe) return { x: 0, y: 0, radius: 1e-9 };
  const away = Math.hypot(lobe.x, lobe.y) || 1;
  const reach = lobe.short * 0.95 - away;
  return { x: (-lobe.x / away) * reach, y: (-lobe.y / away) * reach, radius: anatomy.cell.radiusUm * 0.32 };
}

/** A place in the cell, evenly spread over its area, `margin` µm inside the outline. */
function placeIn(cell: SlideCell, random: Random, margin: number): readonly [x: number, y: number] {
  const angle = random.between(0, 2 * Math.PI);
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const reach = Math.max(0, radiusToward(cell.outline, c, s) - margin) * Math.sqrt(random.unit());
  return [c * reach, s * reach];
}

function granuleDots(anatomy: Anatomy, granules: GranuleStyle, random: Random): Dot[] {
  const { cell, nucleus } = anatomy;
  const dots: Dot[] = [];
  const side = random.between(0, 2 * Math.PI);
  for (let drawn = 0; drawn < granules.count; drawn++) {
    const radiusUm = random.between(granules.minRadiusUm, granules.maxRadiusUm);
    const [x, y] = placeIn(cell, random, radiusUm + 0.1);
    const lean = (x * Math.cos(side) + y * Math.sin(side)) / cell.radiusUm;
    const opacity = granules.opacity * random.between(0.7, 1.15);
    const kept = random.unit();
    if (nucleusDistance(nucleus, x, y) < radiusUm * 0.4 && kept > granules.overNucleus) continue;
    if (lean < 0 && kept < (granules.oneSided ?? 0)) continue;
    dots.push({ x, y, radiusUm, ink: granules.ink, opacity: Math.min(1, opacity) });
  }
  return dots;
}

function vacuoles(anatomy: Anatomy, random: Random): Dot[] {
  const { cell, nucleus, style } = anatomy;
  const dots: Dot[] = [];
  for (let tries = 0; tries < style.vacuoles * 3 && dots.length < style.vacuoles; tries++) {
    const radiusUm = random.between(0.2, 0.6);
    const [x, y] = placeIn(cell, random, radiusUm + 0.25);
    if (nucleusDistance(nucleus, x, y) < radiusUm * 0.6) continue;
    dots.push({ x, y, radiusUm, ink: [0.02, 0.03, 0.01], opacity: 0.85 });
  }
  return dots;
}

/** Paler, bluer discs with a soft edge, well inside the nucleus. */
function nucleoli(anatomy: Anatomy, brush: Brush, random: Random): Dot[] {
  const { cell, nucleus, style } = anatomy;
  const { nuclear, ribo } = brush.look.inks;
  const dots: Dot[] = [];
  for (let tries = 0; tries < 30 && dots.length < style.nucleoli; tries++) {
    const radiusUm = random.between(0.6, 1.05);
    const [x, y] = placeIn(cell, random, 1);
    if (nucleusDistance(nucleus, x, y) > -radiusUm - 0.5) continue;
    dots.push({ x, y, radiusUm, ink: mixInks([nuclear, 0.5], [ribo, 0.35]), opacity: 0.6 });
  }
  return dots;
}
