/** An ellipse of the nucleus, in µm from the cell's centre. */
export interface Lobe {
  readonly x: number;
  readonly y: number;
  readonly long: number;
  readonly short: number;
  /** Direction of the long axis: cosine and sine. */
  readonly axisX: number;
  readonly axisY: number;
}

/** A thick line between two points: filaments between lobes, pieces of a band. */
export interface Strand {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly thick: number;
}

/** A bay cut out of the nucleus. */
export interface Dent {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export interface NucleusShape {
  readonly lobes: readonly Lobe[];
  readonly strands: readonly Strand[];
  readonly dents: readonly Dent[];
  /** How softly the parts flow into each other, µm. */
  readonly blend: number;
  /** How far the outline wanders, µm. */
  readonly unrest: number;
}

/** Distance in µm from the nucleus's outline, negative inside (exact for strands, close for the rest). */
export function nucleusDistance(shape: NucleusShape, x: number, y: number): number {
  let distance = 99;
  const k = shape.blend;
  for (const lobe of shape.lobes) distance = softMin(distance, lobeDistance(lobe, x, y), k);
  for (const strand of shape.strands) distance = softMin(distance, strandDistance(strand, x, y), k);
  for (const dent of shape.dents) {
    const outside = dent.radius - Math.sqrt((x - dent.x) ** 2 + (y - dent.y) ** 2);
    distance = -softMin(-distance, -outside, 0.5);
  }
  return distance;
}

function softMin(a: number, b: number, k: number): number {
  const h = k - Math.abs(a - b);
  return Math.min(a, b) - (h > 0 ? (h * h) / (4 * k) : 0);
}

function lobeDistance(lobe: Lobe, x: number, y: number): number {
  const { axisX, axisY } = lobe;
  const u = ((x - lobe.x) * axisX + (y - lobe.y) * axisY) / lobe.long;
  const v = ((y - lobe.y) * axisX - (x - lobe.x) * axisY) / lobe.short;
  const q = Math.sqrt(u * u + v * v);
  return (q - 1) * (lobe.short + (lobe.long - lobe.short) * (q > 0 ? (u * u) / (q * q) : 0));
}

function strandDistance(strand: Strand, x: number, y: number): number {
  const dx = strand.x2 - strand.x1;
  const dy = strand.y2 - strand.y1;
  const length2 = dx * dx + dy * dy;
  const along = length2 === 0 ? 0 : ((x - strand.x1) * dx + (y - strand.y1) * dy) / length2;
  const t = Math.max(0, Math.min(1, along));
  return Math.sqrt((x - strand.x1 - dx * t) ** 2 + (y - strand.y1 - dy * t) ** 2) - strand.thick;
}
