import { radiusToward } from './outline.ts';
import { type Brush, type Dot, mixInks, type Patch, patchFor, smoothstep, stampDots } from './patch.ts';
import { randomFrom } from './random.ts';
import type { SlideCell } from './slide-cell.ts';
import { sampleTexture, TEXEL_UM } from './texture.ts';

/** A platelet: pale lilac hyalomere with a heap of red-purple granules in the middle. */
export function paintPlatelet(cell: SlideCell, brush: Brush): Patch {
  const { micronsPerPixel: scale, look, textures } = brush;
  const random = randomFrom(cell.seed, 3);
  const patch = patchFor(cell, scale, 0.15);
  const body = mixInks([look.inks.rose, 0.75], [look.inks.ribo, 0.4]);
  const heap = mixInks([look.inks.azur, random.between(0.35, 0.6)], [look.inks.ribo, 0.15]);
  const spread = random.between(0.65, 1);
  const [du, dv] = [random.between(0, 512), random.between(0, 512)];
  const { densities } = patch;
  for (let row = 0, at = 0; row < patch.height; row++) {
    const y = (patch.top + row) * scale - cell.yUm;
    for (let column = 0; column < patch.width; column++, at += 3) {
      const x = (patch.left + column) * scale - cell.xUm;
      const edge = radiusToward(cell.outline, x, y);
      const r = Math.sqrt(x * x + y * y);
      const grain = sampleTexture(textures.clump, (x / TEXEL_UM) * 1.5 + du, (y / TEXEL_UM) * 1.5 + dv);
      const cover = smoothstep(-0.16, 0.24, edge - r + 0.08 * grain);
      if (cover === 0) continue;
      const middle =
        cover * (1 - smoothstep(spread * 0.6, spread * 1.15, r / edge)) * Math.max(0.2, 1 + 0.4 * grain);
      densities[at] = body[0] * cover + heap[0] * middle;
      densities[at + 1] = body[1] * cover + heap[1] * middle;
      densities[at + 2] = body[2] * cover + heap[2] * middle;
    }
  }
  const granules: Dot[] = [];
  const count = 14 + 12 * cell.radiusUm * random.between(0.3, 1);
  for (let drawn = 0; drawn < count; drawn++) {
    const angle = random.between(0, 2 * Math.PI);
    const reach = cell.radiusUm * spread * Math.sqrt(random.unit());
    granules.push({
      x: reach * Math.cos(angle),
      y: reach * Math.sin(angle),
      radiusUm: random.between(0.1, 0.22),
      ink: mixInks([look.inks.azur, 0.95]),
      opacity: random.between(0.4, 0.8),
    });
  }
  stampDots(patch, cell, granules, scale);
  return patch;
}
