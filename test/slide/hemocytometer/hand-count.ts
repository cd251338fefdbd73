/**
 * Cells counted by eye in the four photographs of ../shared/data/hemocytometer, each of which shows one whole square of
 * 1 mm². Each square was cut into four overlapping quarters, enlarged 1.6 times, and gone through twice, the second time
 * beside the first one's marks. Cells are bright bodies with a dark rim and a halo; granules, clumps of debris, rings out of
 * focus and specks were left out. Cells that touch the middle line of the upper or left edge count, those on the right and
 * lower edge do not. Places are pixels of the upright picture, right to about 5.
 */
export const HAND_COUNT: Readonly<
  Record<
    string,
    { readonly row: number; readonly column: number; readonly cells: readonly (readonly [number, number])[] }
  >
> = {
  '20190918_113157.jpg': {
    row: 0,
    column: 2,
    cells: [
      [1015, 1225],
      [1279, 1174],
      [1372, 1201],
      [1232, 1348],
      [1614, 1282],
      [1573, 1451],
      [1162, 1578],
      [1379, 1668],
      [1187, 1742],
      [602, 2379],
      [1552, 2054],
      [1356, 2122],
      [1354, 2136],
    ],
  },
  '20190918_113208.jpg': {
    row: 0,
    column: 0,
    cells: [
      [925, 1794],
      [911, 1965],
      [950, 1970],
      [1159, 1814],
      [523, 2051],
      [1430, 1794],
      [1595, 1906],
      [1662, 1987],
      [1015, 2074],
      [546, 2357],
      [1376, 2236],
      [1703, 2293],
      [1598, 2458],
      [1637, 2618],
    ],
  },
  '20190918_113225.jpg': {
    row: 2,
    column: 2,
    cells: [
      [830, 1844],
      [881, 2023],
      [1131, 1930],
      [1334, 1615],
      [1533, 1629],
      [1613, 1786],
      [1700, 1869],
      [1671, 1932],
      [1197, 2331],
      [1335, 2463],
    ],
  },
  '20190918_113304.jpg': {
    row: 0,
    column: 0,
    cells: [
      [1089, 1447],
      [1361, 1993],
      [1813, 1560],
      [1939, 1658],
      [1465, 1726],
      [1691, 1797],
      [1061, 2052],
      [1178, 2083],
      [1294, 2078],
      [1371, 2200],
      [1191, 2293],
      [1149, 2497],
      [802, 2498],
      [784, 2457],
      [1878, 2088],
      [1580, 2425],
      [1432, 2457],
      [1705, 2494],
      [1519, 2596],
      [1667, 2632],
    ],
  },
};
