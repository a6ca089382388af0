/** Boxes on a sheet: (x0, y0, x1, y1) in millimetres. Pure functions. */

/** The box around all of them. */
export const union = (boxes) => [
  Math.min(...boxes.map((box) => box[0])),
  Math.min(...boxes.map((box) => box[1])),
  Math.max(...boxes.map((box) => box[2])),
  Math.max(...boxes.map((box) => box[3])),
];

/** The part of the sheet to show for a box: with some of its surroundings, so that one sees where one is. */
export function surroundings([x0, y0, x1, y1], sheet) {
  const wide = (length, least, whole) =>
    Math.max(Math.min(length * 2.2, whole * 0.7), Math.min(whole, least), Math.min(length + 16, whole * 1.06));
  const width = wide(x1 - x0, 110, sheet.width);
  const height = wide(y1 - y0, 70, sheet.height);
  const start = (low, high, length, whole) => Math.max(0, Math.min((low + high - length) / 2, whole - length));
  const [left, top] = [start(x0, x1, width, sheet.width), start(y0, y1, height, sheet.height)];
  return [left, top, left + width, top + height];
}
