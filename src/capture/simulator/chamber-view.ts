/** How a simulated chamber lies under the camera. Millimetres of the ruling run from its upper left corner, 0 to 3. */
export interface ChamberView {
  readonly width: number;
  readonly height: number;
  readonly pixelsPerMm: number;
  /** What of the ruling is in the middle of the picture. */
  readonly centreMm: Place;
  readonly turnDegrees: number;
  /** Perspective: how much larger the scale is at the right edge than in the middle, and at the lower edge. */
  readonly tilt: Place;
  /** Pincushion of an eyepiece: how much larger the scale is at the ends of the longer side than in the middle. */
  readonly bend: number;
}

export type Place = readonly [x: number, y: number];

/** Millimetres of the ruling that a pixel shows. */
export function placeSeen({ width, height, pixelsPerMm, centreMm, turnDegrees, tilt, bend }: ChamberView) {
  const [cos, sin] = [Math.cos((turnDegrees * Math.PI) / 180), Math.sin((turnDegrees * Math.PI) / 180)];
  const reach = Math.max(width, height) / 2;
  return ([px, py]: Place): Place => {
    const [x, y] = [px - (width - 1) / 2, py - (height - 1) / 2];
    const radius2 = (x * x + y * y) / (reach * reach);
    const scale = pixelsPerMm * (1 + bend * radius2) * (1 + (tilt[0] * x + tilt[1] * y) / reach);
    const [u, v] = [x / scale, y / scale];
    return [centreMm[0] + u * cos + v * sin, centreMm[1] - u * sin + v * cos];
  };
}

/** The pixel that shows a place of the ruling: found by going where it should be and correcting what is left. */
export function pixelOf(view: ChamberView, [u, v]: Place): Place {
  const seen = placeSeen(view);
  const angle = (view.turnDegrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  let [x, y] = [(view.width - 1) / 2, (view.height - 1) / 2];
  for (let round = 0; round < 30; round++) {
    const [atU, atV] = seen([x, y]);
    const [du, dv] = [u - atU, v - atV];
    x += (du * cos - dv * sin) * view.pixelsPerMm;
    y += (du * sin + dv * cos) * view.pixelsPerMm;
  }
  return [x, y];
}
