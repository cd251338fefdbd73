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
import { TEXEL_UM, texelAt } from './texture.ts';

interface Disc {
  readonly strength: number;
  /** Share of the thickness missing in the middle, and how far out the dip reaches. */
  readonly pallor: number;
  readonly plateau: number;
  readonly pallorRadius: number;
  readonly offsetX: number;
  readonly offsetY: number;
  readonly target: boolean;
}

function discOf(random: Random): Disc {
  const thick = random.chance(0.1);
  return {
    strength: random.normal(1, 0.1),
    pallor: thick ? random.between(0, 0.15) : random.between(0.3, 0.85),
    plateau: random.between(0, 0.32),
    pallorRadius: random.between(0.5, 0.8),
    offsetX: random.normal(0, 0.05),
    offsetY: random.normal(0, 0.05),
    target: random.chance(0.015),
  };
}

/** A biconcave disc: thickest at two thirds of its radius, paler in the middle, with a fine dark rim. */
export function paintRedCell(cell: SlideCell, brush: Brush): Patch {
  const { micronsPerPixel: scale, look, textures } = brush;
  const random = randomFrom(cell.seed, 1);
  const disc = discOf(random);
  const patch = patchFor(cell, scale);
  const [hr, hg, hb] = look.inks.haem;
  const rimInk = mixInks([look.inks.haem, 0.22 * look.rim], [look.inks.nuclear, 0.04 * look.rim]);
  const [du, dv] = [random.between(0, 512), random.between(0, 512)];
  const { densities } = patch;
  const farthest = cell.outline.reduce((most, radius) => Math.max(most, radius), 0) + EDGE_UM;
  for (let row = 0, at = 0; row < patch.height; row++) {
    const y = (patch.top + row) * scale - cell.yUm;
    for (let column = 0; column < patch.width; column++, at += 3) {
      const x = (patch.left + column) * scale - cell.xUm;
      const r = Math.sqrt(x * x + y * y);
      if (r > farthest) continue;
      const edge = radiusToward(cell.outline, x, y);
      const cover = smoothstep(-EDGE_UM, EDGE_UM, edge - r);
      if (cover === 0) continue;
      const q = r / edge;
      const ix = x / edge - disc.offsetX;
      const iy = y / edge - disc.offsetY;
      const inner = Math.sqrt(ix * ix + iy * iy);
      let thickness = 1 - disc.pallor * (1 - smoothstep(disc.plateau, disc.pallorRadius, inner));
      thickness *= 1 - 0.22 * smoothstep(0.75, 1, q);
      if (disc.target) thickness += 0.5 * (1 - smoothstep(0.1, 0.28, inner));
      const u = x / TEXEL_UM + du;
      const v = y / TEXEL_UM + dv;
      const unevenness = 0.045 * texelAt(textures.smooth, u, v) + 0.015 * texelAt(textures.clump, v, u);
      const amount = cover * disc.strength * thickness * (1 + unevenness);
      const rim = cover * (1 - smoothstep(0.12, 0.42, edge - r));
      densities[at] = hr * amount + rimInk[0] * rim;
      densities[at + 1] = hg * amount + rimInk[1] * rim;
      densities[at + 2] = hb * amount + rimInk[2] * rim;
    }
  }
  if (random.chance(look.bubbles)) stampDots(patch, cell, bubble(cell, brush, random), scale);
  return patch;
}

/** A drying artefact: a bright ring with a dark dot, as a bubble of water bends the light. */
function bubble(cell: SlideCell, brush: Brush, random: Random): Dot[] {
  const x = random.between(-0.5, 0.5) * cell.radiusUm;
  const y = random.between(-0.5, 0.5) * cell.radiusUm;
  const size = random.between(0.25, 0.6);
  const dark = mixInks([brush.look.inks.haem, 1.5], [brush.look.inks.nuclear, 0.1]);
  return [
    { x, y, radiusUm: size + 0.18, ink: dark, opacity: 0.7 },
    { x, y, radiusUm: size, ink: [0, 0, 0], opacity: 0.9 },
    { x, y, radiusUm: size * 0.4, ink: dark, opacity: 0.6 },
  ];
}
