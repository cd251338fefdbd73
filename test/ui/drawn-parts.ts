/** What was drawn on the live picture at one time, in pixels of the camera. */
export interface DrawnFrame {
  /** Of the header that was drawn, and of the pixels. */
  readonly headerTimestamp: number;
  readonly pixelTimestamp: number;
  readonly cells: readonly {
    readonly id: string;
    /** Middle of the box that was stroked. */
    readonly box: readonly [x: number, y: number];
    /** Centre of mass of the violet nucleus found in the pixels around it; null when the box touches the edge. */
    readonly nucleus: readonly [x: number, y: number] | null;
  }[];
}

/**
 * Runs in the page before its program: notes what is really drawn on the live canvas, each video frame with the boxes
 * stroked over it, and looks for the cells in the pixels of that very frame. The result is `window.drawnFrames`,
 * with `drawnAtMs`, `picturesReceived` and `statesReceived`.
 */
export const NOTE_DRAWN_FRAMES = `(() => {
  const frames = (window.drawnFrames = []);
  const { drawImage, strokeRect, restore } = CanvasRenderingContext2D.prototype;
  let header = null;
  let open = null;
  window.picturesReceived = window.statesReceived = 0;
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        if (typeof data !== 'string') window.picturesReceived += 1;
        else if (data.startsWith('{"type":"state"')) window.statesReceived += 1;
      });
    }
  };
  customElements.whenDefined('hv-live-picture').then((element) => {
    const { show } = element.prototype;
    element.prototype.show = function (told, pixels) {
      if (this.getRootNode().host?.localName === 'hv-live-page') header = told;
      return show.call(this, told, pixels);
    };
  });
  CanvasRenderingContext2D.prototype.drawImage = function (image, left, top, width, height) {
    drawImage.apply(this, arguments);
    open = null;
    if (!(image instanceof VideoFrame)) return;
    const { data } = this.getImageData(left, top, width, height);
    const white = header.overlay.filter(({ kind }) => kind === 'wbc');
    open = { left, top, width, height, data, scale: width / header.width, white, boxes: [] };
    open.frame = { headerTimestamp: header.rtpTimestamp, pixelTimestamp: image.metadata().rtpTimestamp, cells: [] };
  };
  CanvasRenderingContext2D.prototype.strokeRect = function (x, y, width, height) {
    strokeRect.apply(this, arguments);
    // Casing and line are two strokes of the same box.
    if (open && open.boxes.at(-1)?.join() !== [x, y, width, height].join()) open.boxes.push([x, y, width, height]);
  };
  CanvasRenderingContext2D.prototype.restore = function () {
    restore.apply(this);
    if (!open) return;
    const { boxes, white, frame, scale, left, top } = open;
    boxes.forEach(([x, y, width, height], at) => {
      const middle = [x + width / 2 - left, y + height / 2 - top];
      const id = white[at]?.cellId;
      if (id === undefined) return;
      const nucleus = centreOfViolet(open, middle, 0.75 * Math.max(width, height));
      frame.cells.push({ id, box: middle.map((each) => each / scale), nucleus: nucleus?.map((each) => each / scale) ?? null });
    });
    frames.push(frame);
    window.drawnAtMs = performance.now();
    open = null;
  };
  function centreOfViolet({ data, width, height }, [x, y], reach) {
    const [fromX, toX, fromY, toY] = [x - reach, x + reach, y - reach, y + reach].map(Math.round);
    if (fromX < 0 || fromY < 0 || toX > width || toY > height) return null;
    let [mass, sumX, sumY] = [0, 0, 0];
    for (let row = fromY; row < toY; row += 1)
      for (let column = fromX; column < toX; column += 1) {
        const at = 4 * (row * width + column);
        const [red, green, blue] = [data[at], data[at + 1], data[at + 2]];
        if (green > 120 || blue < green + 30 || blue < red) continue;
        mass += 1;
        sumX += column;
        sumY += row;
      }
    return mass > 100 ? [sumX / mass, sumY / mass] : null;
  }
})()`;
