interface Size {
  readonly width: number;
  readonly height: number;
}

/** Sums of a picture over boxes, each in four steps whatever its size (Crow 1984). */
export class BoxSums {
  readonly #sums: Float64Array;
  readonly #stride: number;
  readonly #width: number;
  readonly #height: number;

  constructor(values: ArrayLike<number>, { width, height }: Size) {
    this.#width = width;
    this.#height = height;
    this.#stride = width + 1;
    this.#sums = new Float64Array(this.#stride * (height + 1));
    for (let y = 0; y < height; y++) {
      let row = 0;
      for (let x = 0; x < width; x++) {
        row += values[y * width + x] as number;
        const corner = (y + 1) * this.#stride + x + 1;
        this.#sums[corner] = (this.#sums[corner - this.#stride] as number) + row;
      }
    }
  }

  /** Of the square of 2 × `reach` + 1 pixels around a pixel, as far as it lies in the picture. */
  around(x: number, y: number, reach: number): number {
    const left = x > reach ? x - reach : 0;
    const right = x + reach < this.#width ? x + reach + 1 : this.#width;
    const top = (y > reach ? y - reach : 0) * this.#stride;
    const bottom = (y + reach < this.#height ? y + reach + 1 : this.#height) * this.#stride;
    const sums = this.#sums;
    return (
      (sums[bottom + right] as number) -
      (sums[top + right] as number) -
      (sums[bottom + left] as number) +
      (sums[top + left] as number)
    );
  }
}
